import type { Refusal } from '../domain/decision.ts'
import type { EnvironmentPlan } from './plan.ts'

/** UTF-8 bytes of a whole ruleset's items. */
export interface RulesetLimits {
  readonly serverRulesetBytes: number
  readonly clientRulesetBytes: number
}

/** Refuses what would make a ruleset too large to be sent. What makes an overfull one smaller is welcome. */
export function overfull(plans: readonly EnvironmentPlan[], limits: RulesetLimits): Refusal | undefined {
  for (const { environment, audiences } of plans) {
    for (const audience of ['server', 'client'] as const) {
      const seen = audiences[audience]
      const limit = audience === 'server' ? limits.serverRulesetBytes : limits.clientRulesetBytes
      if (seen === undefined || seen.bytes <= limit || seen.bytes <= seen.bytesBefore) continue
      return {
        code: 'ruleset-too-large',
        detail:
          `The ${audience} ruleset of "${environment.environment.key}" would have ${seen.bytes} bytes; ${limit} is the limit. ` +
          'Shorten lists, or archive flags that are no longer needed.',
      }
    }
  }
  return undefined
}
