import { expect, test } from 'vitest'
import type { EnvironmentPlan } from './plan.ts'
import { overfull } from './ruleset-size.ts'

const LIMITS = { serverRulesetBytes: 100, clientRulesetBytes: 50 }

function planOf(audience: 'server' | 'client', bytesBefore: number, bytes: number): readonly EnvironmentPlan[] {
  const environment = { environment: { key: 'production' } }
  return [{ environment, audiences: { [audience]: { bytesBefore, bytes } } } as unknown as EnvironmentPlan]
}

test('a ruleset may be full and no fuller; one that is too full, because the limit was lowered, may shrink', () => {
  expect(overfull(planOf('server', 90, 100), LIMITS)).toBeUndefined()
  expect(overfull(planOf('server', 90, 101), LIMITS)).toMatchObject({
    code: 'ruleset-too-large',
    detail: expect.stringContaining('The server ruleset of "production" would have 101 bytes; 100 is the limit.'),
  })
  expect(overfull(planOf('client', 40, 60), LIMITS)).toMatchObject({ code: 'ruleset-too-large' })
  expect(overfull(planOf('server', 300, 200), LIMITS)).toBeUndefined()
  expect(overfull(planOf('server', 300, 300), LIMITS)).toBeUndefined()
  expect(overfull(planOf('server', 300, 301), LIMITS)).toMatchObject({ code: 'ruleset-too-large' })
})
