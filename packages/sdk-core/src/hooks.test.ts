import type { Evaluation } from '@halyard/evaluator'
import { describe, expect, test } from 'vitest'
import { type Hook, withHooks } from './hooks.ts'
import { createLog } from './log.ts'

const served: Evaluation = { flagKey: 'f', value: true, variant: 'on', reason: 'STATIC', flagMetadata: {} }
const failed: Evaluation = { ...served, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' }

function recorder(name: string, calls: string[], more: Hook = {}): Hook {
  return {
    name,
    before: () => void calls.push(`${name} before`),
    after: () => void calls.push(`${name} after`),
    error: () => void calls.push(`${name} error`),
    finally: () => void calls.push(`${name} finally`),
    ...more,
  }
}

describe('OpenFeature’s four stages', () => {
  test.each([
    [served, ['a before', 'b before', 'b after', 'a after', 'b finally', 'a finally']],
    [failed, ['a before', 'b before', 'b error', 'a error', 'b finally', 'a finally']],
  ])('run in order before and in reverse afterwards', (evaluation, order) => {
    const calls: string[] = []
    const read = withHooks([recorder('a', calls), recorder('b', calls)], () => evaluation, createLog(undefined))
    expect(read('f', 'boolean', false, {})).toBe(evaluation)
    expect(calls).toEqual(order)
  })

  test('what `before` returns is put over the context, for later hooks and the evaluation', () => {
    const contexts: unknown[] = []
    const read = withHooks(
      [
        { before: () => ({ plan: 'pro', region: 'eu' }) },
        { before: ({ context }) => void contexts.push(context) },
        { before: () => ({ region: 'us' }), after: ({ context }) => void contexts.push(context) },
      ],
      (_key, _type, _fallback, context) => {
        contexts.push(context)
        return served
      },
      createLog(undefined),
    )
    const given = { targetingKey: 'u', plan: 'free' }
    read('f', 'boolean', false, given)
    const last = { targetingKey: 'u', plan: 'pro', region: 'us' }
    expect(contexts).toEqual([{ targetingKey: 'u', plan: 'pro', region: 'eu' }, last, last])
    expect(given).toEqual({ targetingKey: 'u', plan: 'free' })
  })

  test('hooks see key, type, fallback and outcome', () => {
    const seen: unknown[] = []
    const hook: Hook = { after: (context, evaluation) => void seen.push(context, evaluation) }
    withHooks([hook], () => served, createLog(undefined))('f', 'boolean', false, undefined)
    expect(seen).toEqual([{ flagKey: 'f', flagType: 'boolean', defaultValue: false, context: {} }, served])
  })
})

test('F54 a hook that throws is said once per stage and spoils nothing', () => {
  const fail = (): never => {
    throw new Error('no')
  }
  const calls: string[] = []
  const said: string[] = []
  const log = createLog({ error: (message) => void said.push(message) })
  const hooks = [recorder('a', calls), { name: 'bad', before: fail, after: fail, finally: fail }, recorder('b', calls)]
  const read = withHooks(hooks, () => served, log)
  for (let n = 0; n < 3; n += 1) expect(read('f', 'boolean', false, {})).toBe(served)
  expect(calls).toHaveLength(18)
  expect(said).toEqual(['before', 'after', 'finally'].map((stage) => `halyard: hook bad failed in ${stage}`))
})

test.each<[string, object]>([
  [
    'that throws whatever is asked of it',
    new Proxy(
      {},
      {
        get() {
          throw new Error('no')
        },
      },
    ),
  ],
  ['whose name is no text', { name: Object.create(null), before: () => undefined }],
])('F54 a hook %s is said by its place, and spoils nothing', (_, hostile) => {
  const calls: string[] = []
  const said: string[] = []
  const log = createLog({ error: (message) => void said.push(message) })
  const read = withHooks([recorder('a', calls), hostile as Hook], () => served, log)
  for (let n = 0; n < 2; n += 1) expect(read('f', 'boolean', false, {})).toBe(served)
  expect(calls).toHaveLength(6)
  expect(said).toEqual(['before', 'after', 'finally'].map((stage) => `halyard: hook 1 failed in ${stage}`))
})

test('F54 an async hook that rejects is said once and never becomes an unhandled rejection', async () => {
  const said: string[] = []
  const log = createLog({ error: (message) => void said.push(message) })
  // The types ask for synchronous hooks; JavaScript lets any through.
  const fail = (): never => Promise.reject(new Error('no')) as never
  const read = withHooks([{ name: 'late', before: fail, after: fail }], () => served, log)
  for (let n = 0; n < 3; n += 1) expect(read('f', 'boolean', false, {})).toBe(served)
  await Promise.resolve()
  await Promise.resolve()
  expect(said).toEqual(['before', 'after'].map((stage) => `halyard: hook late failed in ${stage}`))
})

test('without hooks, reading is the evaluation itself', () => {
  const evaluate = (): Evaluation => served
  expect(withHooks([], evaluate, createLog(undefined))).toBe(evaluate)
})
