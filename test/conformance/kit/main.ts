/** The conformance kit's command line. */
import { parseArgs } from 'node:util'
import { acceptanceChecks } from './acceptance-checks.ts'
import { type Adapter, startAdapter } from './adapter.ts'
import { type Check, type Result, resultOf } from './check.ts'
import { connectionChecks } from './connection-checks.ts'
import { deliveryChecks, frameChecks } from './delivery-checks.ts'
import { planeOf } from './plane.ts'
import { withSdk } from './sdk.ts'
import { serverChecks } from './server-checks.ts'
import { vectorChecks } from './vector-checks.ts'

const USAGE = `Holds an SDK, or a server, against Halyard's specification. docs/write-an-sdk.md

  node test/conformance/run.mjs --adapter "python3 path/to/adapter.py"
  node test/conformance/run.mjs --server http://127.0.0.1:4400 --sdk-key hal_sdk_… [--admin-token …]

  --only TEXT       only checks whose name holds the text
  --patience MS     how long anything may take (10000)
  --json            one JSON line per check instead of text

Exit code: 0 all passed, 1 something failed, 2 it could not be run.`

interface Options {
  readonly adapter: string | undefined
  readonly server: string | undefined
  readonly sdkKey: string
  readonly adminToken: string | undefined
  readonly only: string
  readonly patienceMs: number
  readonly json: boolean
}

/** A check of whatever kind, ready to run. */
type Run = () => Promise<Result>

/** @returns the exit code. @param root - The repository, which has the vectors and the recorded frames. */
export async function main(args: readonly string[], root: string): Promise<number> {
  try {
    const options = readOptions(args)
    if (options === undefined) {
      console.log(USAGE)
      return 0
    }
    const results = await (options.server === undefined ? runAdapter(options, root) : runServer(options))
    return report(results, options)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 2
  }
}

function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      adapter: { type: 'string' },
      server: { type: 'string' },
      'sdk-key': { type: 'string', default: '' },
      'admin-token': { type: 'string' },
      only: { type: 'string', default: '' },
      patience: { type: 'string', default: '10000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const { adapter, server, only, json, 'sdk-key': sdkKey, 'admin-token': adminToken } = values
  if ((adapter === undefined) === (server === undefined)) throw new Error(`One of --adapter and --server.\n\n${USAGE}`)
  if (server !== undefined && sdkKey === '') throw new Error(`--server needs --sdk-key.\n\n${USAGE}`)
  const patienceMs = Number(values.patience)
  if (!(patienceMs > 0)) throw new Error(`--patience must be milliseconds, got ${values.patience}`)
  return { adapter, server, sdkKey, adminToken, only, patienceMs, json }
}

/** At once what only looks; then what writes, which would change the states that the others compare. */
async function runServer({ server = '', sdkKey, adminToken, only, patienceMs, json }: Options): Promise<Result[]> {
  const plane = planeOf(server, sdkKey, adminToken, patienceMs)
  // What can't be reached or read is not judged.
  await plane.snapshot()
  const wanted = serverChecks.filter(({ name }) => name.includes(only))
  const features = adminToken === undefined ? [] : ['an admin token']
  const run = async (check: Check<typeof plane>): Promise<Result> => {
    const result = await (leftOut(check, features) ?? resultOf(check, plane))
    print(result, json)
    return result
  }
  const looks = await Promise.all(wanted.filter(({ feature }) => feature === undefined).map(run))
  const writes = await Promise.all(wanted.filter(({ feature }) => feature !== undefined).map(run))
  return [...looks, ...writes]
}

function leftOut<World>({ name, rule, feature }: Check<World>, features: readonly string[]): Result | undefined {
  if (feature === undefined || features.includes(feature)) return undefined
  return { name, rule, outcome: 'left out', cases: 0, ms: 0, message: `without ${feature}` }
}

async function runAdapter({ adapter: command = '', only, patienceMs, json }: Options, root: string): Promise<Result[]> {
  const adapter = startAdapter(command, patienceMs)
  try {
    const runs = runsOf(adapter, await adapter.hello(), patienceMs, root, only)
    const results: Result[] = []
    for (const run of runs) {
      const result = await run()
      results.push(result)
      print(result, json)
    }
    return results
  } finally {
    await adapter.close()
  }
}

function runsOf(adapter: Adapter, features: readonly string[], patienceMs: number, root: string, only: string): Run[] {
  const withFeature =
    <World>(check: Check<World>, run: () => Promise<Result>): Run =>
    async () =>
      leftOut(check, features) ?? run()
  const wanted = <World>(checks: readonly Check<World>[]) => checks.filter(({ name }) => name.includes(only))
  const streams = [...deliveryChecks, ...frameChecks(root), ...acceptanceChecks, ...connectionChecks]
  return [
    ...wanted(vectorChecks(root)).map((check) => withFeature(check, () => resultOf(check, { adapter }))),
    ...wanted(streams).map((check) =>
      withFeature(check, () =>
        resultOf({ ...check, run: () => withSdk(adapter, patienceMs, async (sdk) => void (await check.run(sdk))) }, {}),
      ),
    ),
  ]
}

function print({ name, rule, outcome, cases, message, ms }: Result, json: boolean): void {
  if (json) return console.log(JSON.stringify({ name, rule, outcome, cases, ms, message }))
  const sign = { pass: '✓', fail: '✗', 'left out': '·' }[outcome]
  const count = cases > 1 ? ` (${cases} cases)` : ''
  console.log(`${sign} ${name}${count}${message === '' ? '' : `\n    ${rule}\n    ${message}`}`)
}

function report(results: readonly Result[], { json }: Options): number {
  const count = (outcome: Result['outcome']): number => results.filter((result) => result.outcome === outcome).length
  const cases = results.reduce((sum, result) => sum + result.cases, 0)
  const [passed, failed, leftOut] = [count('pass'), count('fail'), count('left out')]
  if (results.length === 0) throw new Error('no check has such a name')
  if (json) console.log(JSON.stringify({ passed, failed, leftOut, cases }))
  else console.log(`\n${passed} passed, ${failed} failed, ${leftOut} left out; ${cases} cases`)
  return failed > 0 ? 1 : 0
}
