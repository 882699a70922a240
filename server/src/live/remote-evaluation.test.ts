import { expect, test } from 'vitest'
import { RemoteEvaluation } from './remote-evaluation.ts'
import type { LiveRuleset } from './ruleset.ts'
import { flagItem } from './test-history.ts'
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
  let turns = 0
  let isOver = false
  const count = (): void => {
    turns++
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const mail = Array.from({ length: 1_024 }, (_, n) => String.fromCharCode(97 + ((n * n) % 26))).join('')
  const evaluations = await new RemoteEvaluation().all(dear(300), { mail }, 0)
  isOver = true
  expect(turns).toBeGreaterThan(5)
  expect(Object.keys(evaluations)).toHaveLength(300)
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
