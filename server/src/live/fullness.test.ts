import { WRITE_LIMITS } from '@halyard/protocol'
import { expect, test } from 'vitest'
import { type Fullness, FullnessAlarm } from './fullness.ts'
import type { LiveRuleset } from './ruleset.ts'

function environment(flagCount: number, bytes = 0): { server: LiveRuleset; client: LiveRuleset } {
  const identity = { project: 'p', environment: 'e', environmentId: 'i', audience: 'server' }
  return { server: { identity, flagCount, bytes } as LiveRuleset, client: { identity, bytes } as LiveRuleset }
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
