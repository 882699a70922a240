/**
 * What OFREP answers is what an SDK would have said: any flag of any ruleset, through the server's own HTTP side, held
 * against the naive interpreter.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { compile, evaluate, type Ruleset } from '@halyard/evaluator'
import { type AppDeps, createApp } from '@halyard/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerOf } from './answer-of.ts'
import { evaluateNaively } from './naive/evaluate.ts'
import { readWorld } from './naive/world.ts'
import { seededRandom } from './random.ts'
import { randomContext, randomRuleset } from './random-world.ts'

const BODY = 'hal_sdk_someone_secretsecret'
const KEY = `${BODY}_${crc32(BODY).toString(16).padStart(8, '0')}`
const FLAGS = ['f0', 'f1', 'f2', 'f3', 'f4', 'missing']

const chance = fc.nat().map((seed) => Object.assign(seededRandom(seed), { toString: () => `seed ${seed}` }))

/** What the server holds of a ruleset. */
function held(ruleset: Ruleset): object {
  return {
    identity: { project: 'p', environment: 'e', environmentId: 'e', audience: 'server' },
    head: ruleset,
    document: () => ruleset,
    item: (kind: 'flag' | 'segment', key: string) => ruleset.items[kind][key],
  }
}

/** The app, over rulesets that no store would take: these hold what cannot be, too. */
function appOver(world: { server: object; ageMs: number }): ReturnType<typeof createApp> {
  const key = { id: 'k', kind: 'sdk', environmentId: 'e', expiresAtMs: null, revokedAtMs: null }
  const secretHash = createHash('sha256').update(KEY).digest('hex')
  const directory = { get: () => world, ageMs: () => world.ageMs }
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  return createApp({
    live: { directory },
    keys: { keyBySelector: async () => ({ ...key, secretHash }) },
    admin: undefined,
    logger: quiet,
    metrics: { observe() {}, requestAnswered() {}, evaluated() {} },
    options: { trustProxy: false, pollsPerMinute: 1_000_000_000, maxBodyBytes: 1_000_000 },
  } as unknown as AppDeps)
}

interface OfrepAnswer {
  readonly key: string
  readonly reason?: string
  readonly errorCode?: string
  readonly metadata: object
}

/** As a client reads it: an answer with an error code has no reason but that. */
function asEvaluation({ key: _key, metadata, ...answer }: OfrepAnswer & { readonly errorDetails?: string }): object {
  const { errorDetails: _details, ...rest } = answer
  return { ...(rest.errorCode === undefined ? {} : { reason: 'ERROR' }), ...rest, flagMetadata: metadata }
}

test('any flag of any ruleset reads by OFREP as it reads in an SDK, alone and among all', async () => {
  const world = { server: {}, ageMs: 0 }
  const app = appOver(world)
  const post = (path: string, context: unknown): Promise<Response> =>
    Promise.resolve(
      app.request(`/ofrep/v1/evaluate/flags${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${KEY}` },
        body: JSON.stringify({ context }),
      }),
    )
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(chance, fc.constantFrom(0, 1000, 1001), async (random, ageMs) => {
      const ruleset = randomRuleset(random)
      Object.assign(world, { server: held(ruleset), ageMs })
      const naive = readWorld(ruleset)
      const compiled = compile(ruleset)
      const context = randomContext(random)
      const isObject = typeof context === 'object' && context !== null && !Array.isArray(context)
      const bulk = await post('', context)
      expect(bulk.status).toBe(isObject ? 200 : 400)
      if (!isObject) return
      const { flags } = (await bulk.json()) as { flags: OfrepAnswer[] }
      expect(flags.map(({ key }) => key)).toEqual(FLAGS.slice(0, 5))
      for (const key of FLAGS) {
        const expected = evaluateNaively(naive, key, context, ageMs)
        expect(answerOf(evaluate(compiled, key, context, ageMs))).toStrictEqual(expected)
        const single = await post(`/${key}`, context)
        statuses.add(single.status)
        const errorCode = 'errorCode' in expected ? expected.errorCode : undefined
        expect(single.status).toBe(errorCode === undefined ? 200 : errorCode === 'FLAG_NOT_FOUND' ? 404 : 400)
        const answers = [await single.json(), flags.find((flag) => flag.key === key)] as (OfrepAnswer | undefined)[]
        for (const answer of key === 'missing' ? answers.slice(0, 1) : answers) {
          if (answer === undefined) throw new Error(`${key} is not among all`)
          expect(answer.key).toBe(key)
          expect(asEvaluation(answer)).toStrictEqual(expected)
        }
      }
    }),
    { endOnFailure: true, numRuns: 300 },
  )
  expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 400, 404])
})
