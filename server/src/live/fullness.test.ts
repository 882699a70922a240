import { WRITE_LIMITS } from '@halyard/protocol'
import { expect, test } from 'vitest'
import { type Fullness, FullnessAlarm } from './fullness.ts'
import type { LiveRuleset } from './ruleset.ts'

function environment(
  flagCount: number,
  bytes = 0,
  items: readonly (readonly [string, object])[] = [],
): { server: LiveRuleset; client: LiveRuleset } {
  const identity = { project: 'p', environment: 'e', environmentId: 'i', audience: 'server' }
  const server = { identity, flagCount, bytes, items: () => items } as unknown as LiveRuleset
  return { server, client: { identity, bytes } as LiveRuleset }
}

test('an environment that fills up is told of once, and again only after it was well below', () => {
  const told: Fullness[] = []
  const limits = { ...WRITE_LIMITS, flagsPerEnvironment: 100 }
  const alarm = new FullnessAlarm(limits, (fullness) => told.push(fullness))
  for (const flags of [79, 80, 90, 79, 85]) alarm.look([environment(flags)])
  expect(told).toMatchObject([{ project: 'p', environment: 'e', limit: 'flagsPerEnvironment', used: 80, allowed: 100 }])
  for (const flags of [74, 81]) alarm.look([environment(flags)])
  expect(told).toHaveLength(2)
})

test('each audience’s ruleset has a limit of its own', () => {
  const told: string[] = []
  const alarm = new FullnessAlarm(WRITE_LIMITS, ({ limit }) => told.push(limit))
  alarm.look([environment(1, WRITE_LIMITS.clientRulesetBytes)])
  expect(told).toEqual(['clientRulesetBytes'])
})

test('of limits that each flag or segment has for itself, the fullest is named', () => {
  const told: Fullness[] = []
  const alarm = new FullnessAlarm(WRITE_LIMITS, (fullness) => told.push(fullness))
  const rules = (count: number) => ({
    fallthrough: { variant: 'on' },
    rules: Array(count).fill({ serve: { variant: 'on' } }),
  })
  const items = (count: number) => [['calm', rules(3)] as const, ['busy', rules(count)] as const]
  for (const count of [204, 205, 206]) alarm.look([environment(2, 0, items(count))])
  expect(told).toMatchObject([{ limit: 'rulesPerFlag', used: 205, allowed: 256, fullest: { flag: 'busy' } }])
})
