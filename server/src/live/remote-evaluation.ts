/**
 * Evaluates on the server, from memory: for whoever is to get values and no rules. What it may see is the ruleset that
 * it is given.
 * @see docs/protocol.md, "Two audiences"
 */
import { type CompiledRuleset, compile, type Evaluation, evaluate } from '@halyard/evaluator'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'
import { Turns } from './turns.ts'

/** For so long flags are evaluated at a time: some hundreds, unless somebody's context makes them dear. */
const SLICE_MS = 2

interface Compiled {
  readonly head: Position
  readonly ruleset: CompiledRuleset
}

/** Compiles each ruleset once per state. */
export class RemoteEvaluation {
  readonly #compiled = new WeakMap<LiveRuleset, Compiled>()
  readonly #turns = new Turns()

  /**
   * Every flag's evaluation by key, by the rules that were in force when this was called. A context comes from anybody:
   * what takes long is done a slice at a time.
   * @param ageMs - Since this node confirmed its state.
   */
  async all(ruleset: LiveRuleset, context: unknown, ageMs: number): Promise<Record<string, Evaluation>> {
    const compiled = this.#of(ruleset)
    const evaluations: Record<string, Evaluation> = Object.create(null)
    let endsAtMs = performance.now() + SLICE_MS
    for (const [key, { hidden }] of compiled.flags) {
      if (hidden) continue
      if (performance.now() >= endsAtMs) {
        await this.#turns.next()
        endsAtMs = performance.now() + SLICE_MS
      }
      evaluations[key] = evaluate(compiled, key, context, ageMs)
    }
    return evaluations
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
