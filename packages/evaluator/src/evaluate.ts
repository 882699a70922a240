import type { CompiledFlag, CompiledPrerequisite, CompiledRuleset, CompiledStep, Needs } from './compiled.ts'
import type { Evaluation } from './evaluation.ts'
import type { Taken } from './murmur3.ts'
import { answerNeeds, orderOf } from './needs.ts'
import { notFound } from './outcome.ts'
import type { FlagType } from './ruleset.ts'
import { serve } from './split.ts'

/** A flag and at most 256 prerequisites, theirs included: those beyond have failed. */
export const MAX_FLAGS = 257

type FlagNeeds = Needs<CompiledFlag, Evaluation>

/**
 * Decides which variant of a flag a context gets. Pure: no I/O, no clock, no randomness; never throws, whatever the
 * context (one that cannot be read counts as empty).
 * @param ageMs - For how long the ruleset has not been confirmed; matters to flags with `maxStalenessMs` alone.
 * @param type - What the caller expects; another type than the flag's is `TYPE_MISMATCH`.
 * @returns A frozen outcome; its `value` is undefined exactly where the caller's default applies.
 * @see docs/evaluation.md, "Order of evaluation"
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
  return decide(flag, context, ruleset, undefined, ageMs)
}

/**
 * Evaluates every flag that is not hidden.
 * @param ageMs - As `evaluate` has it.
 * @returns Outcomes by flag key, without a prototype: any key is a key like any other.
 */
export function evaluateAll(ruleset: CompiledRuleset, context: unknown, ageMs = 0): Record<string, Evaluation> {
  const { flags } = ruleset
  const taken: Taken = new Map()
  const decided = (flag: CompiledFlag): Evaluation => decide(flag, context, ruleset, undefined, ageMs, taken)
  flags.roster ??= [...flags.values()].filter(({ hidden }) => !hidden).map((flag) => [flag, decided(flag)])
  // oxlint-disable-next-line unicorn/no-useless-spread -- Engines copy at once what was spread, all else key by key.
  flags.usual ??= { ...Object.fromEntries(flags.roster.map(([flag, usual]) => [flag.key, usual])) }
  const evaluations: Record<string, Evaluation> = Object.setPrototypeOf({ ...flags.usual }, null)
  for (const [flag, usual] of flags.roster) {
    const evaluation = decided(flag)
    if (evaluation !== usual) evaluations[flag.key] = evaluation
  }
  return evaluations
}

/** Whether evaluating a flag depends on the ruleset's age: it or one of its prerequisites sets `maxStalenessMs`. */
export function readsAge({ flags }: CompiledRuleset, flagKey: string): boolean {
  const flag = flags.get(flagKey)
  return flag !== undefined && orderOf(flag, flags, MAX_FLAGS).some(({ maxStalenessMs }) => maxStalenessMs < Infinity)
}

/** @param needs - Holds the answers of the flag's prerequisites, where they are known already. */
function decide(
  flag: CompiledFlag,
  context: unknown,
  ruleset: CompiledRuleset,
  needs: FlagNeeds | undefined,
  ageMs: number,
  taken?: Taken,
): Evaluation {
  return (
    flag.settled ??
    (flag.isGuarded ? (stale(flag, ageMs) ?? prerequisites(flag, context, ruleset, needs, ageMs)) : undefined) ??
    firstStep(flag, context, ruleset, taken) ??
    flag.unplaced
  )
}

function stale({ maxStalenessMs, stale: evaluation }: CompiledFlag, ageMs: number): Evaluation | undefined {
  return ageMs > maxStalenessMs ? evaluation : undefined
}

function prerequisites(
  flag: CompiledFlag,
  context: unknown,
  ruleset: CompiledRuleset,
  needs: FlagNeeds | undefined,
  ageMs: number,
): Evaluation | undefined {
  if (flag.uses.length === 0) return undefined
  const known = needs ?? answerPrerequisites(flag, context, ruleset, ageMs)
  for (const prerequisite of flag.prerequisites) if (!isMet(flag, prerequisite, known)) return prerequisite.failed
  return undefined
}

/** Evaluates a flag after all that it needs. */
export function answerPrerequisites(
  flag: CompiledFlag,
  context: unknown,
  ruleset: CompiledRuleset,
  ageMs: number,
): FlagNeeds {
  return answerNeeds(flag, ruleset.flags, decide, MAX_FLAGS, context, ruleset, ageMs)
}

/** Whether an entry's flag is live and evaluated to the variant that the entry names. One that leads back never is. */
export function isMet(
  { key }: CompiledFlag,
  { flag, variant }: CompiledPrerequisite,
  { answers, cyclic }: FlagNeeds,
): boolean {
  const answer = answers.get(flag)
  return answer?.variant === variant && isLive(answer) && cyclic.get(key)?.includes(flag) !== true
}

/** Not killed, enabled and not stale. */
export function isLive({ reason }: Evaluation): boolean {
  return reason !== 'DISABLED' && reason !== 'STALE'
}

function firstStep(
  { steps }: CompiledFlag,
  context: unknown,
  ruleset: CompiledRuleset,
  taken: Taken | undefined,
): Evaluation | undefined {
  for (const step of steps) {
    const served = isFor(step, context, ruleset) ? serve(step, context, taken) : undefined
    if (served !== undefined) return served
  }
  return undefined
}

/** Whether a target or rule is known to hold; the fallthrough always does. */
export function isFor({ test }: CompiledStep, context: unknown, ruleset: CompiledRuleset): boolean {
  return test === undefined || test.ask(context, ruleset) === true
}
