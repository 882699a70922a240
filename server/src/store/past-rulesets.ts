import type { Ruleset } from '@halyard/evaluator'

/** Rulesets as backends saw them, at any revision: history keeps everything. */
export interface PastRulesets {
  /** The items in force as of `revision` of the environment. */
  at(environmentId: string, revision: number): Promise<Ruleset['items']>
}
