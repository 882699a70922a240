import { expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { createTestClient } from './testing.ts'

const right = { url: 'http://127.0.0.1:9', sdkKey: 'hal_sdk_a_b_00000000' }
const head = { project: 'p', environment: 'e', environmentId: 'id', epoch: 1, revision: 3 }
const bootstrap = { ...head, items: { flag: {}, segment: {} } }

function listen() {
  const said: string[] = []
  return { said, logger: { warn: (message: string) => void said.push(message) } }
}

test('a flag that there is not is named in details and hooks', () => {
  const seen: unknown[] = []
  const hooks = [{ error: (_: unknown, evaluation: object) => void seen.push(evaluation) }]
  const client = createTestClient({ flags: { there: true }, hooks })
  const details = client.details('nope', 5)
  expect(details).toEqual({
    flagKey: 'nope',
    value: 5,
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: 'flag nope not found',
    flagMetadata: {},
  })
  expect(seen).toEqual([{ ...details, value: undefined }])
  expect(client.details('there', false)).not.toHaveProperty('errorMessage')
  expect(client.details(5 as never, true)).toMatchObject({ value: true, errorMessage: 'flag <number> not found' })
})

test('it is warned of once per flag, however it is read', async () => {
  const { said, logger } = listen()
  const client = createClient({ ...right, bootstrap, logger })
  for (let n = 0; n < 3; n += 1) client.boolean('nope', false)
  client.details('nope', 'x')
  client.string('neither', 'x')
  expect(said).toEqual([
    'halyard: flag nope not found; its fallback is served',
    'halyard: flag neither not found; its fallback is served',
  ])
  await client.close()
})

test('a read of another type, and a split that finds no targetingKey, are told in words, too', async () => {
  const { said, logger } = listen()
  const ranges = [
    ['on', 50_000],
    ['off', 100_000],
  ]
  const flag = {
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    revision: 3,
    hash: '0123456789abcdef',
  }
  const half = { ...flag, fallthrough: { split: { by: 'targetingKey', ranges } } }
  const items = { flag: { half }, segment: {} }
  const client = createClient({ ...right, bootstrap: { ...head, items } as never, logger })
  for (let n = 0; n < 3; n += 1) {
    expect(client.details('half', 'x')).toMatchObject({ value: 'x', errorMessage: 'flag half is no string' })
    expect(client.details('half', true, { userId: 'u-17' } as never)).toMatchObject({
      value: true,
      errorCode: 'TARGETING_KEY_MISSING',
      errorMessage: 'flag half splits by targetingKey, and the context has none',
    })
  }
  expect(client.details('half', true, { targetingKey: 'u-17' })).not.toHaveProperty('errorMessage')
  expect(said).toEqual([
    'halyard: flag half is no string; its fallback is served',
    'halyard: flag half splits by targetingKey, and the context has none; its fallback is served',
  ])
  await client.close()
})

test('not while nothing is held: it may be there', async () => {
  const { said, logger } = listen()
  const client = createClient({ ...right, logger })
  expect(client.details('nope', false)).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' })
  expect(said).toEqual([])
  await client.close()
})

test('an app that makes up keys does not fill its log', async () => {
  const { said, logger } = listen()
  const client = createClient({ ...right, bootstrap, logger })
  for (let n = 0; n < 500; n += 1) expect(client.boolean(`made-up-${n}`, true)).toBe(true)
  expect(said).toHaveLength(100)
  await client.close()
})

test('a key with line breaks and escape codes writes none to a log, however long it is', async () => {
  const { said, logger } = listen()
  const client = createClient({ ...right, bootstrap, logger })
  const quoted = String.raw`flag "a\"\r\nhalyard: all is well\u001b[2J\u009b2J\u2028\u007f\u00e9" not found`
  const details = client.details('a"\r\nhalyard: all is well\u001b[2J\u009b2J\u2028\u007f\u00e9', false)
  expect(details).toMatchObject({ errorMessage: quoted })
  expect(client.details('x'.repeat(1_000_000), 1)).toMatchObject({
    errorMessage: `flag "${'x'.repeat(128)}" not found`,
  })
  client.boolean('\u{1f6a9}'.repeat(1000), false)
  expect(said[0]).toBe(`halyard: ${quoted}; its fallback is served`)
  expect(said.filter((words) => words.length > 1000 || /[^ -~]/.test(words))).toEqual([])
  await client.close()
})
