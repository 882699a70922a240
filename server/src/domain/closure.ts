/**
 * What clients of an environment need: exposed flags, and whatever those name, however far.
 * @see docs/protocol.md, "Two audiences"
 */
import type { Condition, Rule } from '@halyard/evaluator'
import type { Configuration, Flag, Segment } from './documents.ts'
import type { Visibility } from './projection.ts'
import { segmentsIn, segmentsInRules } from './references.ts'

export interface Closure {
  readonly flags: ReadonlyMap<string, Visibility>
  readonly segments: ReadonlySet<string>
}

export interface ClosureInput {
  readonly flags: ReadonlyMap<string, Flag>
  readonly configurations: ReadonlyMap<string, Configuration>
  readonly segments: ReadonlyMap<string, Segment>
}

export const EMPTY_CLOSURE: Closure = { flags: new Map(), segments: new Set() }

/** Finds what is needed. Remembers the segments that rules and conditions name, by identity. */
export class ClosureFinder {
  readonly #ofRules = new WeakMap<readonly Rule[], ReadonlySet<string>>()
  readonly #ofCondition = new WeakMap<Condition, ReadonlySet<string>>()

  find(input: ClosureInput): Closure {
    const flags = new Map<string, Visibility>()
    const segments = new Set<string>()
    for (const flag of input.flags.values()) if (flag.exposeToClients && !flag.archived) flags.set(flag.key, 'shown')
    // A Map's iteration meets what is added meanwhile, so these loops follow references to the end.
    for (const key of flags.keys()) {
      const configuration = input.configurations.get(key)
      if (configuration === undefined) continue
      for (const prerequisite of configuration.prerequisites) {
        const needed = input.flags.get(prerequisite.flag)
        if (needed !== undefined && !needed.archived && !flags.has(needed.key)) flags.set(needed.key, 'hidden')
      }
      for (const segment of this.#inRules(configuration.rules)) segments.add(segment)
    }
    for (const key of segments) {
      const segment = input.segments.get(key)
      if (segment === undefined) segments.delete(key)
      else for (const needed of this.#inCondition(segment.if)) segments.add(needed)
    }
    return { flags, segments }
  }

  #inRules(rules: readonly Rule[]): ReadonlySet<string> {
    let known = this.#ofRules.get(rules)
    if (known === undefined) this.#ofRules.set(rules, (known = segmentsInRules(rules)))
    return known
  }

  #inCondition(condition: Condition | null): ReadonlySet<string> {
    if (condition === null) return EMPTY_CLOSURE.segments
    let known = this.#ofCondition.get(condition)
    if (known === undefined) this.#ofCondition.set(condition, (known = segmentsIn(condition)))
    return known
  }
}

/** Whether a change of these documents can change what is needed: a kill, a ramp or a new description cannot. */
export function changesClosure(
  before: { readonly flag: Flag | undefined; readonly configuration: Configuration | undefined },
  after: { readonly flag: Flag | undefined; readonly configuration: Configuration | undefined },
): boolean {
  return (
    before.flag?.exposeToClients !== after.flag?.exposeToClients ||
    before.flag?.archived !== after.flag?.archived ||
    before.configuration?.rules !== after.configuration?.rules ||
    before.configuration?.prerequisites !== after.configuration?.prerequisites
  )
}
