import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { lifetime } from '../../support/lifetime.ts'
import { type ServerProcess, startServer } from '../../support/server.ts'
import type { Scenario } from './feature-file.ts'
import { makeFlags, toggle } from './flags.ts'
import { impossibleFor } from './impossible.ts'
import { officialScenarios } from './official.ts'
import type { World } from './run.ts'
import { SCENARIOS } from './scenarios.ts'
import { clear, type ProviderGiven, type Side, serverSide, webSide } from './side.ts'
import { play } from './steps.ts'
import { type Tally, titleOf, told } from './tally.ts'

/** A folder with the specification's own feature files, to be run as well. */
const FOLDER = process.env['OPENFEATURE_GHERKIN']

const official: readonly Scenario[] = FOLDER === undefined ? [] : officialScenarios(FOLDER)

const { keep } = lifetime('all')
let server: ServerProcess
let silence: string
let bodies: { readonly sdkKey: string; readonly clientId: string; readonly server: unknown; readonly web: unknown }
const tallies: Tally[] = []
let domains = 0

beforeAll(async () => {
  server = keep(await startServer())
  await makeFlags(server.admin)
  const [sdkKey, clientId] = [(await server.admin.key('sdk')).credential, (await server.admin.key('client')).credential]
  const get = async (path: string, key?: string): Promise<unknown> =>
    (await fetch(`${server.url}${path}`, { headers: { ...(key && { authorization: `Bearer ${key}` }) } })).json()
  const [ofServer, ofWeb] = [await get('/sdk/v1/ruleset', sdkKey), await get(`/client/v1/${clientId}/ruleset`)]
  bodies = { sdkKey, clientId, server: ofServer, web: ofWeb }
  // Takes connections and never says a word.
  const mute = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(mute, 'listening')
  keep({ close: async () => void mute.close() })
  silence = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`
})
afterEach(clear)
afterAll(() => {
  for (const tally of tallies) console.log(told(tally))
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
    const count: Tally = { title: `${name} provider, ${source}`, passed: 0, failed: 0, impossible: [] }
    tallies.push(count)

    describe(`the ${name} provider, ${source}`, () => {
      const possible = scenarios.filter((scenario) => {
        const reason = impossibleFor(name, scenario)
        if (reason !== undefined) count.impossible.push({ reason, scenario: titleOf(scenario) })
        return reason === undefined
      })

      test.each(possible.map((scenario, n) => [`${n + 1} ${titleOf(scenario)}`, scenario] as const))(
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
        expect(count.impossible.map(({ scenario }) => scenario)).toMatchSnapshot()
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
