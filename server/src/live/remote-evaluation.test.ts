import { type Condition, compile, type Evaluation, evaluate, type FlagItem, type Ruleset } from '@halyard/evaluator'
import { expect, test } from 'vitest'
import { RemoteEvaluation } from './remote-evaluation.ts'
import type { LiveRuleset } from './ruleset.ts'
import { flagItem } from './test-history.ts'
import { countTurns } from './test-turns.ts'
import { Turns } from './turns.ts'

/** Flags that look for a pattern with many states. */
function dear(count: number): LiveRuleset {
  const rules = [
    { id: 'r', if: { attribute: 'mail', op: 'matches', value: '[a-z]{1,64}@[a-z]{1,64}' }, serve: { variant: 'on' } },
  ] as const
  const flag = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`flag-${n}`, { ...flagItem(`flag-${n}`, 1, true), rules }]),
  )
  return { head: {}, document: () => ({ items: { flag, segment: {} } }) } as unknown as LiveRuleset
}

test('others come in between while a context that costs much is evaluated, and the answer is whole', async () => {
  const turns = countTurns()
  const mail = Array.from({ length: 1_024 }, (_, n) => String.fromCharCode(97 + ((n * n) % 26))).join('')
  const evaluations = await new RemoteEvaluation().all(dear(300), { mail }, 0)
  expect(turns()).toBeGreaterThan(5)
  expect(Object.keys(evaluations)).toHaveLength(300)
})

test('others come in between the patterns of a single flag too, of its segments and of a list', async () => {
  const patterns = Array.from({ length: 200 }, (_, n) => `[a-z]{1,64}@${n}`)
  const one = (value: string): Condition => ({ attribute: 'mail', op: 'matches', value })
  const flagWith = (condition: Condition): FlagItem => ({
    ...flagItem('flag', 1, true),
    rules: [{ id: 'r', if: condition, serve: { variant: 'on' } }],
  })
  const segments = Object.fromEntries(
    patterns.map((pattern, n) => [`s${n}`, { revision: 1, hash: `s${n}`, if: one(pattern) }]),
  )
  const conditions: Condition[] = [
    { any: patterns.map(one) },
    { attribute: 'mail', op: 'matches', value: patterns },
    { any: Object.keys(segments).map((segment) => ({ segment })) },
  ]
  for (const condition of conditions) {
    const document = { items: { flag: { flag: flagWith(condition) }, segment: segments } }
    const ruleset = { head: {}, document: () => document } as unknown as LiveRuleset
    const evaluation = new RemoteEvaluation()
    const mail = `${'x'.repeat(1_000)}@199`
    const turns = countTurns()
    const answer = await evaluation.one(ruleset, 'flag', { mail }, 0)
    const taken = turns()
    expect(answer).toEqual(evaluate(compile(document as unknown as Ruleset), 'flag', { mail }))
    expect(answer.reason).toBe('TARGETING_MATCH')
    expect(taken).toBeGreaterThan(5)
    expect(await evaluation.all(ruleset, { mail }, 0)).toEqual({ flag: answer })
  }
})

test('who asks before all is compiled is answered by the rules of that moment, and who asks later by those of theirs', async () => {
  const ruleset = (variant: string): object => {
    const flag = { ...flagItem('flag', 1, true), hash: variant, fallthrough: { variant } }
    return { items: { flag: { flag }, segment: {} } }
  }
  let document = ruleset('on')
  const live = { head: {}, document: () => document }
  const evaluation = new RemoteEvaluation()
  const ask = (): Promise<Evaluation> => evaluation.one(live as unknown as LiveRuleset, 'flag', {}, 0)
  const before = [ask(), ask()]
  document = ruleset('off')
  live.head = {}
  const after = [ask(), ask()]
  expect((await Promise.all(before)).map(({ variant }) => variant)).toEqual(['on', 'on'])
  expect((await Promise.all(after)).map(({ variant }) => variant)).toEqual(['off', 'off'])
  expect((await ask()).variant).toBe('off')
})

test('a flag that is not there is answered as such', async () => {
  expect(await new RemoteEvaluation().one(dear(1), 'missing', {}, 0)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
})

test('of all that is done in slices, one slice is done in each turn', async () => {
  const turns = new Turns()
  const order: string[] = []
  const work = async (name: string): Promise<void> => {
    for (let slice = 0; slice < 3; slice++) {
      await turns.next()
      order.push(name)
    }
  }
  const others = (): void => {
    order.push('others')
    if (order.length < 30) setImmediate(others)
  }
  setImmediate(others)
  await Promise.all([work('a'), work('b')])
  const done = order.slice(0, order.findLastIndex((name) => name !== 'others') + 1)
  expect(done.filter((name) => name !== 'others')).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
  expect(done.some((name, n) => name !== 'others' && n > 0 && done[n - 1] !== 'others')).toBe(false)
})
