import { compile, evaluateAll, type FlagItem } from '@halyard/evaluator'
import { expect, test } from 'vitest'
import { ofrepFlag, ofrepStatus, readOfrepRequest } from './ofrep.ts'

const FLAG = { revision: 3, hash: '0'.repeat(16), type: 'boolean', variants: { on: true, off: false } } as const
const HALF = { split: { ranges: [['on', 50_000] as const, ['off', 100_000] as const] } }

function answers(context: object): Record<string, ReturnType<typeof ofrepFlag>> {
  const flag: Record<string, FlagItem> = {
    plain: { ...FLAG, enabled: true, offVariant: 'off', fallthrough: { variant: 'on' }, metadata: { team: 'shop' } },
    killed: { ...FLAG, enabled: true, killed: true, offVariant: 'off', fallthrough: { variant: 'on' } },
    bare: { ...FLAG, enabled: false, fallthrough: { variant: 'on' } },
    half: { ...FLAG, enabled: true, offVariant: 'off', fallthrough: HALF },
  }
  const head = { project: 'p', environment: 'e', environmentId: 'e', epoch: 1, revision: 3 }
  const ruleset = compile({ ...head, items: { flag, segment: {} } })
  return Object.fromEntries(Object.entries(evaluateAll(ruleset, context)).map(([key, one]) => [key, ofrepFlag(one)]))
}

test('a flag is answered with its value, variant, reason and metadata', () => {
  expect(answers({})['plain']).toEqual({
    key: 'plain',
    value: true,
    variant: 'on',
    reason: 'STATIC',
    metadata: { team: 'shop', revision: 3 },
  })
  expect(answers({})['killed']).toMatchObject({ value: false, variant: 'off', reason: 'DISABLED' })
})

test('where the caller’s default applies there is no value to mistake for one', () => {
  const { bare } = answers({})
  expect(bare).toEqual({ key: 'bare', reason: 'DISABLED', metadata: { revision: 3 } })
  expect(bare && Object.keys(bare)).not.toContain('value')
  expect(bare && ofrepStatus(bare)).toBe(200)
})

test('only a flag whose split was reached misses a targeting key', () => {
  const { half, plain } = answers({})
  expect(half).toMatchObject({ key: 'half', errorCode: 'TARGETING_KEY_MISSING' })
  expect(half).not.toHaveProperty('value')
  expect([half, plain].map((one) => one && ofrepStatus(one))).toEqual([400, 200])
  expect(answers({ targetingKey: 'u' })['half']).toMatchObject({ reason: 'SPLIT' })
})

test.for(['', '{', 'nonsense', '{"context":}'])('%j is no JSON', (text) => {
  expect(readOfrepRequest(text)).toMatchObject({ errorCode: 'PARSE_ERROR' })
})

test.for(['{}', 'null', '[]', '"x"', '{"context":null}', '{"context":[]}', '{"context":"u-17"}', '{"context":7}'])(
  '%s holds no context',
  (text) => expect(readOfrepRequest(text)).toMatchObject({ errorCode: 'INVALID_CONTEXT' }),
)

test('a context is handed on as it is, and what else the body holds is left alone', () => {
  expect(readOfrepRequest('{"context":{"targetingKey":"u","__proto__":{"a":1}},"more":1}')).toEqual({
    context: JSON.parse('{"targetingKey":"u","__proto__":{"a":1}}'),
  })
  expect(readOfrepRequest('{"context":{}}')).toEqual({ context: {} })
})
