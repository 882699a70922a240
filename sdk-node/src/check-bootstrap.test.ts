import { describe, expect, test } from 'vitest'
import type { ClientOptions } from './client-options.ts'
import { createClient } from './create-client.ts'

const right: ClientOptions = { url: 'http://127.0.0.1:9', sdkKey: 'hal_sdk_a_b_00000000' }
const head = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 3 }
const ruleset = { ...head, items: { flag: {}, segment: {} } }
const circle: Record<string, unknown> = {}
circle.ruleset = circle

async function startedWith(bootstrap: unknown) {
  const said: unknown[][] = []
  const warn = (...words: unknown[]): void => void said.push(words)
  const client = createClient({ ...right, bootstrap: bootstrap as never, logger: { warn, error: warn } })
  const { revision } = client.status()
  await client.close()
  return { said, revision }
}

describe('a bootstrap that is none is said in a line without a stack, and the client goes on without it', () => {
  test.each<[string, unknown, string]>([
    ['something else', { a: 1 }, 'got one that is wrong at "/ruleset/project": expected string, got Undefined.'],
    ['without items', head, 'got one that is wrong at "/ruleset/items": expected object, got Undefined.'],
    ['a list', [], 'got one that is wrong at "/ruleset": expected object, got Array.'],
    ['text', JSON.stringify({ ruleset }), 'got text: parse it as JSON first.'],
    ['a number', 5, 'got 5.'],
    ['a circle', circle, 'got one that can’t be written as JSON.'],
    ['cut short', { ruleset, digest: 'aaaaaaaaaaaaaaaa' }, 'got one that is not what its digest says.'],
  ])('%s', async (_, bootstrap, words) => {
    const { said, revision } = await startedWith(bootstrap)
    const expected = '`bootstrap` must be a ruleset, or the body of GET /sdk/v1/ruleset'
    expect(said).toEqual([[`halyard: ${expected}, ${words} Going on without it.`]])
    expect(revision).toBeUndefined()
  })

  test.each([ruleset, { ruleset }, { ruleset, digest: '0000000000000000', ageMs: 5 }])(
    'but not a right one: %j',
    async (bootstrap) => {
      expect(await startedWith(bootstrap)).toEqual({ said: [], revision: 3 })
    },
  )

  test.each([undefined, null])('nor %s, which is none', async (bootstrap) => {
    expect(await startedWith(bootstrap)).toEqual({ said: [], revision: undefined })
  })
})
