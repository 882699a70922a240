/**
 * Evaluates what clients may see, on the server: for browsers that are to get values and no rules.
 * @see docs/protocol.md, "Two audiences"
 */
import { type CompiledRuleset, compile, type Evaluation, evaluate } from '@halyard/evaluator'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'

interface Compiled {
  readonly head: Position
  readonly ruleset: CompiledRuleset
}

/** Compiles each ruleset once per state. */
export class RemoteEvaluation {
  readonly #compiled = new WeakMap<LiveRuleset, Compiled>()

  /** Every exposed flag's evaluation by key. @param ageMs - Since this node confirmed its state. */
  all(ruleset: LiveRuleset, context: unknown, ageMs: number): Record<string, Evaluation> {
    const compiled = this.#of(ruleset)
    const evaluations = [...ruleset.items('flag')]
      .filter(([, item]) => !('hidden' in item && item.hidden))
      .map(([key]) => [key, evaluate(compiled, key, context, ageMs)] as const)
    return Object.fromEntries(evaluations)
  }

  #of(ruleset: LiveRuleset): CompiledRuleset {
    const known = this.#compiled.get(ruleset)
    if (known !== undefined && known.head === ruleset.head) return known.ruleset
    const compiled = compile(ruleset.document(), known?.ruleset)
    this.#compiled.set(ruleset, { head: ruleset.head, ruleset: compiled })
    return compiled
  }
}
