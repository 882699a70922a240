/**
 * Evaluates on the server, from memory: for whoever is to get values and no rules. What it may see is the ruleset that
 * it is given.
 * @see docs/protocol.md, "Two audiences"
 */
import { type CompiledRuleset, compile, type Evaluation, evaluate, evaluateAll } from '@halyard/evaluator'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'

interface Compiled {
  readonly head: Position
  readonly ruleset: CompiledRuleset
}

/** Compiles each ruleset once per state. */
export class RemoteEvaluation {
  readonly #compiled = new WeakMap<LiveRuleset, Compiled>()

  /** Every flag's evaluation by key. @param ageMs - Since this node confirmed its state. */
  all(ruleset: LiveRuleset, context: unknown, ageMs: number): Record<string, Evaluation> {
    return evaluateAll(this.#of(ruleset), context, ageMs)
  }

  one(ruleset: LiveRuleset, flag: string, context: unknown, ageMs: number): Evaluation {
    return evaluate(this.#of(ruleset), flag, context, ageMs)
  }

  #of(ruleset: LiveRuleset): CompiledRuleset {
    const known = this.#compiled.get(ruleset)
    if (known !== undefined && known.head === ruleset.head) return known.ruleset
    const compiled = compile(ruleset.document(), known?.ruleset)
    this.#compiled.set(ruleset, { head: ruleset.head, ruleset: compiled })
    return compiled
  }
}
