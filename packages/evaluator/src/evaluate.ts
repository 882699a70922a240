import type { CompiledFlag, CompiledPrerequisite, CompiledRuleset, FlagNeeds } from './compiled.ts'
import type { Evaluation } from './evaluation.ts'
import { needsOf } from './needs.ts'
import { notFound } from './outcome.ts'
import type { FlagType } from './ruleset.ts'
import { serve } from './split.ts'

/** How many prerequisites, with theirs, one evaluation looks at; those beyond have failed. */
const MAX_PREREQUISITES = 256

/**
 * Decides which variant of a flag a context gets. Pure: no I/O, no clock, no randomness; never throws, whatever the
 * context (one that cannot be read counts as empty).
 * @param ageMs - For how long the ruleset has not been confirmed; matters to flags with `maxStalenessMs` alone.
 * @param type - What the caller expects; another type than the flag's is `TYPE_MISMATCH`.
 * @returns A frozen outcome; its `value` is undefined exactly where the caller's default applies.
 * @see docs/evaluation.md, "Order"
 */
export function evaluate(
  ruleset: CompiledRuleset,
  flagKey: string,
  context: unknown,
  ageMs = 0,
  type?: FlagType,
): Evaluation {
  const flag = ruleset.flags.get(flagKey)
  if (flag === undefined || flag.hidden) return notFound(flagKey)
  if (type !== undefined && type !== flag.type) return flag.mismatch
  return decide(flag, ruleset, context, ageMs)
}

/** Whether evaluating a flag depends on the ruleset's age: it or one of its prerequisites sets `maxStalenessMs`. */
export function readsAge(ruleset: CompiledRuleset, flagKey: string): boolean {
  const flag = ruleset.flags.get(flagKey)
  return flag !== undefined && [flag, ...needsOf(flag, ruleset.flags)].some(({ stale }) => stale !== undefined)
}

/** @param needs - Holds the answers of the flag's prerequisites, where they are known already. */
export function decide(
  flag: CompiledFlag,
  ruleset: CompiledRuleset,
  context: unknown,
  ageMs: number,
  needs?: FlagNeeds,
): Evaluation {
  return (
    flag.disabled ??
    stale(flag, ageMs) ??
    prerequisites(flag, ruleset, context, ageMs, needs) ??
    rules(flag, ruleset, context) ??
    serve(flag.fallthrough, context) ??
    flag.unplaced
  )
}

function stale(flag: CompiledFlag, ageMs: number): Evaluation | undefined {
  return ageMs > flag.maxStalenessMs ? flag.stale : undefined
}

function prerequisites(
  flag: CompiledFlag,
  ruleset: CompiledRuleset,
  context: unknown,
  ageMs: number,
  needs?: FlagNeeds,
): Evaluation | undefined {
  if (flag.prerequisites.length === 0) return undefined
  const known = needs ?? answerNeeds(flag, ruleset, context, ageMs)
  for (const prerequisite of flag.prerequisites) if (!isMet(prerequisite, known)) return prerequisite.failed
  return undefined
}

/** Whether an entry's flag is live and evaluated to the variant that the entry names. */
export function isMet(prerequisite: CompiledPrerequisite, { answers, cyclic }: FlagNeeds): boolean {
  const answer = answers.get(prerequisite.flag)
  return answer?.variant === prerequisite.variant && isLive(answer) && !cyclic.has(prerequisite)
}

/** A flag that is killed, not enabled or stale meets no one's prerequisites, whatever its off variant is. */
export function isLive({ reason }: Evaluation): boolean {
  return reason !== 'DISABLED' && reason !== 'STALE'
}

/** Evaluates what a flag needs, each once, what is needed first: never in a deep stack. */
export function answerNeeds(flag: CompiledFlag, ruleset: CompiledRuleset, context: unknown, ageMs: number): FlagNeeds {
  let needs = ruleset.flagNeeds.get(flag)
  if (needs === undefined || needs.isBusy) {
    needs = needsOfFlag(flag, ruleset.flags)
    ruleset.flagNeeds.set(flag, needs)
  }
  needs.isBusy = true
  for (const needed of needs.order) needs.answers.set(needed.key, decide(needed, ruleset, context, ageMs, needs))
  needs.isBusy = false
  return needs
}

function needsOfFlag(flag: CompiledFlag, flags: ReadonlyMap<string, CompiledFlag>): FlagNeeds {
  const order = [...needsOf(flag, flags, MAX_PREREQUISITES)]
  const cyclic = new Set<CompiledPrerequisite>()
  for (const asker of [...order, flag]) {
    for (const prerequisite of asker.prerequisites) {
      const asked = flags.get(prerequisite.flag)
      if (asked && (asked === asker || needsOf(asked, flags, MAX_PREREQUISITES).has(asker))) cyclic.add(prerequisite)
    }
  }
  return { order, cyclic, answers: new Map(), isBusy: false }
}

function rules(flag: CompiledFlag, ruleset: CompiledRuleset, context: unknown): Evaluation | undefined {
  for (const rule of flag.rules) {
    const served = rule.test(context, ruleset) ? serve(rule.serve, context) : undefined
    if (served !== undefined) return served
  }
  return undefined
}
