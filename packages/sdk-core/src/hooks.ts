/**
 * Hooks around reads, in OpenFeature's four stages.
 * @see https://openfeature.dev/specification/sections/hooks
 */
import type { Evaluation, EvaluationContext, FlagType } from '@halyard/evaluator'
import { runAppCode } from './app-code.ts'
import type { Log } from './log.ts'

export interface HookContext {
  readonly flagKey: string
  /** The type that was asked for. */
  readonly flagType: FlagType | undefined
  readonly defaultValue: unknown
  readonly context: EvaluationContext
}

/**
 * Called synchronously around each read of one flag. A hook that throws (or, though it should not, returns a promise that
 * rejects) is logged once per cause and changes nothing else. `before` runs in the order given, the others in reverse.
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
  if (!hooks.length) return evaluate
  const reversed = [...hooks].reverse()

  const run = (order: readonly Hook[], stage: Exclude<keyof Hook, 'name'>, call: (hook: Hook) => unknown): void => {
    for (const hook of order) {
      let name: string | number = hooks.indexOf(hook)
      const named = (): unknown => {
        // Inside, for its name is the app's code, too.
        name = `${hook.name ?? name}`
        return call(hook)
      }
      runAppCode(named, (error) => log.say('error', `hook ${name} failed in ${stage}`, error))
    }
  }

  return (flagKey, flagType, defaultValue, context = {}) => {
    let seen: HookContext = { flagKey, flagType, defaultValue, context }
    run(hooks, 'before', (hook) => {
      const attributes = hook.before?.(seen)
      seen = { ...seen, context: { ...seen.context, ...attributes } }
      return attributes
    })
    const evaluation = evaluate(flagKey, flagType, defaultValue, seen.context)
    for (const stage of [evaluation.errorCode ? 'error' : 'after', 'finally'] as const) {
      run(reversed, stage, (hook) => hook[stage]?.(seen, evaluation))
    }
    return evaluation
  }
}
