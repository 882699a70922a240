/**
 * Hooks around reads, in OpenFeature's four stages.
 * @see https://openfeature.dev/specification/sections/hooks
 */
import type { Evaluation, EvaluationContext, FlagType } from '@halyard/evaluator'
import type { Log } from './log.ts'

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

/** One evaluation; what hooks are put around. */
export type Evaluate = (
  flagKey: string,
  type: FlagType | undefined,
  defaultValue: unknown,
  context: EvaluationContext | undefined,
) => Evaluation

/** @returns `evaluate` itself without hooks, so that they cost nothing then. */
export function withHooks(hooks: readonly Hook[], evaluate: Evaluate, log: Log): Evaluate {
  if (hooks.length === 0) return evaluate
  const reversed = [...hooks].reverse()

  const run = (stage: keyof Hook & ('before' | 'after' | 'error' | 'finally'), hook: Hook, call: () => void): void => {
    try {
      call()
    } catch (error) {
      log.say('error', `hook ${hooks.indexOf(hook)} ${stage}`, `hook ${hook.name ?? ''} failed in ${stage}`, { error })
    }
  }

  return (flagKey, flagType, defaultValue, given) => {
    let context: EvaluationContext = given ?? {}
    for (const hook of hooks) {
      run('before', hook, () => {
        const added = hook.before?.({ flagKey, flagType, defaultValue, context })
        if (added) context = { ...context, ...added }
      })
    }
    const evaluation = evaluate(flagKey, flagType, defaultValue, context)
    const seen = { flagKey, flagType, defaultValue, context }
    const stage = evaluation.errorCode ? 'error' : 'after'
    for (const hook of reversed) run(stage, hook, () => hook[stage]?.(seen, evaluation))
    for (const hook of reversed) run('finally', hook, () => hook.finally?.(seen, evaluation))
    return evaluation
  }
}
