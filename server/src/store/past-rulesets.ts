import type { Ruleset } from '@halyard/evaluator'

/** Rulesets as backends saw them, at any revision: history keeps everything. */
export interface PastRulesets {
  /** The items in force as of `revision` of the environment. */
  at(environmentId: string, revision: number): Promise<Ruleset['items']>
  /**
   * The revision from which on the flag has been killed as it is now, or not killed; of a flag with a long history
   * perhaps a later one.
   * @returns undefined where no backend ever saw it.
   */
  switchedAt(environmentId: string, flag: string): Promise<number | undefined>
}
