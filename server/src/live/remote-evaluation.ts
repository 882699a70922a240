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
import { compileInSlices } from '../domain/compile-in-slices.ts'
import { isDear } from './dear-flags.ts'
import type { Position } from './position.ts'
import type { LiveRuleset } from './ruleset.ts'
import { Slices, Turns } from './turns.ts'

/** For so long flags are evaluated at a time: some hundreds, unless somebody's context makes them dear. */
const SLICE_MS = 2

interface Held {
  readonly head: Position
  readonly hashSalt: string | undefined
  /** A promise until the whole of it is compiled for the first time. */
  ruleset: CompiledRuleset | Promise<CompiledRuleset>
  /** By key, of those that were asked for. */
  readonly dear: Map<string, boolean>
  /** Of dear flags, for as long as the salt is the same. */
  readonly tests: ComparisonTests
}

interface Compiled extends Held {
  readonly ruleset: CompiledRuleset
}

/** Compiles each ruleset once per state. */
export class RemoteEvaluation {
  readonly #held = new WeakMap<LiveRuleset, Held>()
  readonly #turns = new Turns()

  /**
   * Every flag's evaluation by key, by the rules that were in force when this was called. A context comes from anybody:
   * what takes long is done a slice at a time.
   * @param ageMs - Since this node confirmed its state.
   */
  async all(ruleset: LiveRuleset, context: unknown, ageMs: number): Promise<Record<string, Evaluation>> {
    const compiled = await this.#of(ruleset)
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
    const compiled = await this.#of(ruleset)
    if (!isDearIn(compiled, flag)) return evaluate(compiled.ruleset, flag, context, ageMs)
    return evaluateInSlices(compiled, flag, context, ageMs, new Slices(this.#turns, SLICE_MS))
  }

  /** By the rules of now, however long it takes. */
  async #of(live: LiveRuleset): Promise<Compiled> {
    const known = this.#held.get(live)
    const held = known?.head === live.head ? known : this.#compile(live, known)
    const ruleset = await held.ruleset
    held.ruleset = ruleset
    return { ...held, ruleset }
  }

  /** What is new is compiled at once; all of it, the first time, a slice at a time. */
  #compile(live: LiveRuleset, known: Held | undefined): Held {
    const document = live.document()
    const { hashSalt } = document
    const before = known?.ruleset ?? compileInSlices(document, new Slices(this.#turns, SLICE_MS))
    const held = {
      head: live.head,
      hashSalt,
      ruleset: before instanceof Promise ? before.then((whole) => compile(document, whole)) : compile(document, before),
      dear: new Map(),
      tests: known !== undefined && known.hashSalt === hashSalt ? known.tests : new WeakMap(),
    }
    this.#held.set(live, held)
    return held
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
