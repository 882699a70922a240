import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { lifetime } from '../../support/lifetime.ts'
import { freePort, type ServerProcess, startServer } from '../../support/server.ts'
import { type Scenario, scenariosOf } from './feature-file.ts'
import { makeFlags, toggle } from './flags.ts'
import type { World } from './run.ts'
import { SCENARIOS } from './scenarios.ts'
import { clear, type ProviderGiven, type Side, serverSide, webSide } from './side.ts'
import { play } from './steps.ts'

/** A folder with the specification's own feature files, to be run as well. */
const FOLDER = process.env['OPENFEATURE_GHERKIN']

const official: readonly Scenario[] =
  FOLDER === undefined
    ? []
    : readdirSync(FOLDER)
        .filter((file) => file.endsWith('.feature'))
        .flatMap((file) => scenariosOf(readFileSync(join(FOLDER, file), 'utf8'), file))

/** What can't be: of each side those scenarios with a step that it has not, and why. */
const UNSUPPORTED: Readonly<Record<'server' | 'web', readonly (readonly [step: RegExp, reason: string])[]>> = {
  server: [
    [/^the reason should be "CACHED"$/, 'no answer is cached: every read is evaluated, which takes less'],
    [/^the resolved metadata is empty$/, 'flagMetadata always has the flag’s revision'],
    [/^nothing should have been tracked$/, 'OpenFeature’s SDKs for JavaScript track events of any name'],
  ],
  web: [
    [/^the reason should be "CACHED"$/, 'no answer is cached: every read is evaluated, which takes less'],
    [/^the resolved metadata is empty$/, 'flagMetadata always has the flag’s revision'],
    [/^nothing should have been tracked$/, 'OpenFeature’s SDKs for JavaScript track events of any name'],
    [/Transaction|"Client"|"Invocation"|Before Hooks/, 'in a page OpenFeature has one level of context, the API’s'],
    [/asynchronously$/, 'in a page OpenFeature reads synchronously'],
  ],
}

const { keep } = lifetime('all')
let server: ServerProcess
let silence: string
let bodies: { readonly sdkKey: string; readonly clientId: string; readonly server: unknown; readonly web: unknown }
const tally = new Map<string, { passed: number; failed: number; skipped: number }>()
let domains = 0

beforeAll(async () => {
  server = keep(await startServer())
  await makeFlags(server.admin)
  const [sdkKey, clientId] = [(await server.admin.key('sdk')).credential, (await server.admin.key('client')).credential]
  const get = async (path: string, key?: string): Promise<unknown> =>
    (await fetch(`${server.url}${path}`, { headers: { ...(key && { authorization: `Bearer ${key}` }) } })).json()
  const [ofServer, ofWeb] = [await get('/sdk/v1/ruleset', sdkKey), await get(`/client/v1/${clientId}/ruleset`)]
  bodies = { sdkKey, clientId, server: ofServer, web: ofWeb }
  const port = await freePort()
  // Takes connections and never says a word.
  const mute = createServer((socket) => socket.on('error', () => {})).listen(port, '127.0.0.1')
  keep({ close: async () => void mute.close() })
  silence = `http://127.0.0.1:${port}`
})
afterEach(clear)
afterAll(() => {
  for (const [name, { passed, failed, skipped }] of tally) {
    console.log(`OpenFeature scenarios, ${name}: ${passed} passed, ${failed} failed, ${skipped} not possible`)
  }
})

for (const [name, make] of [
  ['server', serverSide],
  ['web', webSide],
] as const) {
  for (const [source, scenarios] of [
    ['ours', SCENARIOS],
    ['the specification’s files', official],
  ] as const) {
    if (scenarios.length === 0) continue
    const count = { passed: 0, failed: 0, skipped: 0 }
    tally.set(`${name} provider, ${source}`, count)
    const without = (scenario: Scenario): readonly string[] =>
      UNSUPPORTED[name]
        .filter(([pattern]) => scenario.steps.some(({ text }) => pattern.test(text)))
        .map(([, reason]) => reason)

    describe(`the ${name} provider, ${source}`, () => {
      const possible = scenarios.filter((scenario) => without(scenario).length === 0)
      count.skipped = scenarios.length - possible.length

      test.each(possible.map((scenario, n) => [`${n + 1} ${scenario.feature}: ${scenario.name}`, scenario] as const))(
        '%s',
        async (_, { steps }) => {
          count.failed += 1
          await play(worldOf(name, make(`scenario-${++domains}`)), steps)
          count.failed -= 1
          count.passed += 1
        },
      )

      if (source !== 'ours') return
      test('what it can’t do is this, and no more', () => {
        const names = scenarios
          .filter((scenario) => without(scenario).length > 0)
          .map((scenario) => `${scenario.feature}: ${scenario.name}`)
        expect(names).toMatchSnapshot()
      })
    })
  }
}

function worldOf(name: 'server' | 'web', side: Side): World {
  const credential = name === 'server' ? bodies.sdkKey : bodies.clientId
  const bootstrap = bodies[name]
  return {
    side,
    modify: (flag) => toggle(server.admin, flag),
    provide(kind, heard) {
      const given: ProviderGiven = { url: server.url, credential, readyTimeoutMs: 20_000, ...heard }
      const unknown = name === 'server' ? 'hal_sdk_abcdefgh_00000000' : 'hal_cid_abcdefgh_00000000'
      if (kind === 'not ready') return side.provide({ ...given, url: silence })
      if (kind === 'error') return side.provide({ ...given, url: silence, readyTimeoutMs: 50 })
      if (kind === 'fatal') return side.provide({ ...given, credential: unknown })
      // Something to serve, and nobody who confirms it.
      if (kind === 'stale') return side.provide({ ...given, url: silence, bootstrap })
      return side.provide(given)
    },
  }
}
