import { expect, test } from 'vitest'
import { holdingOf } from './isolate.ts'

function upstream(n: number): Parameters<typeof holdingOf>[0] {
  return { url: 'https://flags.example/sdk/v1/ruleset', headers: { Authorization: `Bearer ${n}` }, cacheKey: `${n}` }
}

test('an isolate holds one ruleset for each server and credential', () => {
  const first = holdingOf(upstream(0))
  expect(holdingOf(upstream(0))).toBe(first)
  expect(holdingOf(upstream(1))).not.toBe(first)
  expect(holdingOf({ ...upstream(0), url: 'https://other.example/sdk/v1/ruleset' })).not.toBe(first)
})

test('of very many it drops the one that nobody has asked for the longest', () => {
  const [first, second] = [holdingOf(upstream(0)), holdingOf(upstream(1))]
  for (let n = 2; n < 100; n += 1) holdingOf(upstream(n))
  expect(holdingOf(upstream(0))).toBe(first)
  holdingOf(upstream(100))
  holdingOf(upstream(101))
  expect(holdingOf(upstream(0))).toBe(first)
  expect(holdingOf(upstream(1))).not.toBe(second)
})
