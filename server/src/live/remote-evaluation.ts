/**
 * Evaluates on the server, from memory: for whoever is to get values and no rules. What it may see is the ruleset that
 * it is given.
 * @see docs/protocol.md, "Two audiences"
 */
import {
  type ComparisonTests,
  type CompiledRuleset,
  compile,
  type Evaluation,
  evaluate,
  explaining,
} from '@halyard/evaluator'
import { isDear } from './dear-flags.ts'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'
import { Slices, Turns } from './turns.ts'

/** For so long flags are evaluated at a time: some hundreds, unless somebody's context makes them dear. */
const SLICE_MS = 2

interface Compiled {
  readonly head: Position
  readonly hashSalt: string | undefined
  readonly ruleset: CompiledRuleset
  /** By key, of those that were asked for. */
  readonly dear: Map<string, boolean>
  /** Of dear flags, for as long as the salt is the same. */
  readonly tests: ComparisonTests
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
    const slices = new Slices(this.#turns, SLICE_MS)
    for (const [key, { hidden }] of compiled.ruleset.flags) {
      if (hidden) continue
      if (slices.isOver()) await slices.next()
      evaluations[key] = isDearIn(compiled, key)
        ? await evaluateInSlices(compiled, key, context, ageMs, slices)
        : evaluate(compiled.ruleset, key, context, ageMs)
    }
    return evaluations
  }

  /** As `all` does it. */
  async one(ruleset: LiveRuleset, flag: string, context: unknown, ageMs: number): Promise<Evaluation> {
    const compiled = this.#of(ruleset)
    if (!isDearIn(compiled, flag)) return evaluate(compiled.ruleset, flag, context, ageMs)
    return evaluateInSlices(compiled, flag, context, ageMs, new Slices(this.#turns, SLICE_MS))
  }

  #of(ruleset: LiveRuleset): Compiled {
    const known = this.#compiled.get(ruleset)
    if (known !== undefined && known.head === ruleset.head) return known
    const document = ruleset.document()
    const { hashSalt } = document
    const compiled = {
      head: ruleset.head,
      hashSalt,
      ruleset: compile(document, known?.ruleset),
      dear: new Map(),
      tests: known !== undefined && known.hashSalt === hashSalt ? known.tests : new WeakMap(),
    }
    this.#compiled.set(ruleset, compiled)
    return compiled
  }
}

function isDearIn({ ruleset, dear }: Compiled, key: string): boolean {
  const known = dear.get(key)
  if (known !== undefined) return known
  const found = isDear(ruleset, key)
  // Anybody may ask for keys that there are not.
  if (ruleset.flags.has(key)) dear.set(key, found)
  return found
}

async function evaluateInSlices(
  { ruleset, tests }: Compiled,
  key: string,
  context: unknown,
  ageMs: number,
  slices: Slices,
): Promise<Evaluation> {
  const walk = explaining(ruleset, key, context, ageMs, undefined, tests)
  const {
    ageMs: _age,
    prerequisites: _,
    steps: _steps,
    evaluated: _others,
    segments: _segments,
    ...evaluation
  } = await slices.through(walk)
  return evaluation
}
