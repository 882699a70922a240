/** A page, a React app, a Node process and a worker: the same ten thousand people, the same variants; an OFREP client: some of them. */
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@halyard/node'
import { type EvaluationResponse, OFREPApi } from '@openfeature/ofrep-core'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type EdgeWorker, startWorker } from '../edge/workers.ts'
import { environmentPath } from '../support/admin.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'
import { census, lineOf } from './census.ts'
import { raiseFlags } from './flags.ts'
import type * as PageScript from './page.ts'
import { READS, USERS, userOf } from './users.ts'

const { keep } = lifetime('all')
const WORKER = `import { answer } from './everywhere/worker.ts'; export default { fetch: answer }`
const MAX_AGE_MS = 1_000
const AT_ONCE = 16
/** A request for each of them all would take a minute. Who has what goes by 2, 3, 5, 7 and 11: it is all among these. */
const ONE_IN = 13

/** What the page's script defines, inside of the page. */
declare const halyard: typeof PageScript

describe.skipIf(!chromiumPath)('everywhere', () => {
  let server: ServerProcess
  let node: Client
  let page: Page
  let worker: EdgeWorker
  let ofrep: OFREPApi
  let headers: Record<string, string>
  let expected: readonly string[]

  beforeAll(async () => {
    server = keep(await startServer({ HALYARD_RATE_POLL: '1000000' }))
    await raiseFlags(server.admin)
    const { url } = server
    const [{ credential: sdkKey }, { credential: clientId }] = [
      await server.admin.key('sdk'),
      await server.admin.key('client'),
    ]
    node = createClient({ url, sdkKey })
    keep({ close: () => node.close() })
    await node.ready()
    worker = keep(
      await startWorker({
        source: WORKER,
        env: { OPTIONS: { url, sdkKey, maxAgeMs: MAX_AGE_MS, timeoutMs: 20_000 } },
      }),
    )
    ofrep = new OFREPApi(url)
    headers = { Authorization: `Bearer ${sdkKey}`, 'Content-Type': 'application/json' }
    const site = keep(await startPageServer(fileURLToPath(new URL('./page.ts', import.meta.url))))
    page = await keep(await startChromium()).page()
    await page.goto(site.url)
    await page.evaluate((options) => halyard.visit(options), { url, clientId, telemetryIntervalMs: 0 })
    expected = census({ details: (key, fallback, user) => node.details(key, fallback as string, user) })
  })

  test('they get something of everything, so that being the same says something', () => {
    const seen = outcomes(expected)
    const some = ['0 on', '0 off', '0 TARGETING_KEY_MISSING', '1 a', '1 d', '2 low', '2 high', '2 none', '3 wide']
    expect([...seen]).toEqual(expect.arrayContaining([...some, '3 narrow', '4 on', '4 off']))
    expect(expected).toHaveLength(USERS)
  })

  test('from the SDK in Chromium', async () => {
    expect(others(await page.evaluate(() => halyard.sdkCensus()))).toEqual([])
  })

  test('on the screen of a React app', async () => {
    expect(others(await page.evaluate(() => halyard.reactCensus()))).toEqual([])
  })

  test('from a worker in workerd', async () => {
    expect(others((await (await worker.fetch('/census')).json()) as string[])).toEqual([])
  })

  test('by OFREP, to one in thirteen of them', async () => {
    const lines = [...expected]
    const answers: string[] = []
    const queue = Array.from({ length: Math.ceil(USERS / ONE_IN) }, (_, n) => n * ONE_IN)
    const ask = async (): Promise<void> => {
      for (let n = queue.pop(); n !== undefined; n = queue.pop()) answers.push((lines[n] = await answered(n)))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, ask))
    expect(others(lines)).toEqual([])
    expect(outcomes(answers)).toEqual(outcomes(expected))
  })

  test('and a kill: where there is a stream by it, in the worker within its maxAgeMs', async () => {
    // Somebody who has it: to most others, `off` says nothing of a kill.
    const user = expected.findIndex((line) => line.startsWith('on='))
    await page.evaluate((n) => halyard.show(n), user)
    const now = () => page.evaluate((n) => halyard.now(n), user)
    const worth = async (): Promise<unknown> => (await worker.fetch(`/now?user=${user}`)).json()
    expect(await now()).toMatchObject({ sdk: 'on', react: expect.stringMatching(/^on=true /) as unknown })
    expect([await worth(), await answered(user)]).toEqual(['on', expected[user]])
    await server.admin.post(`${environmentPath()}/flags/banner/kill`)
    const killed = await server.admin.post(`${environmentPath()}/flags/checkout/kill?waitFor=1&timeoutMs=30000`)
    expect(killed).toMatchObject({ connected: 1, applied: 1, timedOut: false })
    expect(node.details('checkout', true, userOf(user))).toMatchObject({ variant: 'off', reason: 'DISABLED' })
    const inPage = await until('the page and its React app obey', now, isKilled)
    expect(inPage.state).toBe('live')
    // An answer that was asked for so long after the kill is one after the kill, however busy the machine.
    await new Promise((resolve) => setTimeout(resolve, MAX_AGE_MS))
    expect(await worth()).toBe('off')
    expect(await answered(user)).toMatch(/^off=false /)
  })

  const isKilled = ({ sdk, react }: ReturnType<typeof PageScript.now>): boolean =>
    sdk === 'off' && react.startsWith('off=false ')

  /** What anybody gets of each flag, by the flag's number. */
  function outcomes(lines: readonly string[]): Set<string> {
    return new Set(lines.flatMap((line) => line.split(' ').map((word, n) => `${n} ${word.split('=')[0]}`)))
  }

  /** The first of those who get something else than in Node. */
  function others(lines: readonly string[]): readonly string[] {
    const wrong = expected.map((line, n) => (lines[n] === line ? '' : `u-${n}: ${lines[n]}, in Node ${line}`))
    return wrong.filter((line) => line !== '').slice(0, 5)
  }

  /** The line of one user, by the published OFREP client. */
  async function answered(n: number): Promise<string> {
    const { value } = await ofrep.postBulkEvaluateFlags({ context: userOf(n) as never }, { headers })
    const { flags = [] } = value as { readonly flags?: readonly EvaluationResponse[] }
    return lineOf(Object.keys(READS).map((flag) => flags.find(({ key }) => key === flag) ?? { errorCode: 'ABSENT' }))
  }
})
