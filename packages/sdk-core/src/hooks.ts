/**
 * Hooks around reads, in OpenFeature's four stages.
 * @see https://openfeature.dev/specification/sections/hooks
 */
import type { Evaluation, EvaluationContext, FlagType } from '@halyard/evaluator'

export interface HookContext {
  readonly flagKey: string
  /** The type that was asked for. */
  readonly flagType: FlagType | undefined
  readonly defaultValue: unknown
  readonly context: EvaluationContext
}

/**
 * Called synchronously around each read of one flag. A hook that throws is logged once per cause and changes nothing
 * else. `before` runs in the order given, the others in reverse.
 */
export interface Hook {
  readonly name?: string | undefined
  /** @returns attributes to put over the context, or nothing. */
  before?(context: HookContext): EvaluationContext | undefined | void
  /** The flag's own outcome stands. */
  after?(context: HookContext, evaluation: Evaluation): void
  /** The evaluation has an `errorCode`. */
  error?(context: HookContext, evaluation: Evaluation): void
  /** Always, last. */
  finally?(context: HookContext, evaluation: Evaluation): void
}
