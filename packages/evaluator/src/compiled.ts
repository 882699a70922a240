/** What `compile` makes of a ruleset: types only, in one file because they name each other. */
import type { Attribute } from './attribute.ts'
import type { Evaluation } from './evaluation.ts'
import type { Condition, FlagItem, FlagType, SegmentItem, Serve } from './ruleset.ts'

/** Three-valued: undefined is unknown. */
export type Truth = boolean | undefined

/** Puts a question to a subject. Never throws, whatever the subject. */
export interface Question<Subject> {
  ask(subject: Subject, ruleset: CompiledRuleset, needs?: Needs<CompiledSegment, Truth>): Truth
}

/** A compiled condition: its subject is the context. */
export type Test = Question<unknown>

/**
 * A ruleset ready for `evaluate`. Immutable to those who hold it; items that did not change are shared with the ruleset
 * that it was compiled after.
 */
export interface CompiledRuleset {
  /** By key, hidden ones included. */
  readonly flags: CompiledItems<CompiledFlag, Evaluation>
  /** Those that could be compiled. */
  readonly segments: CompiledItems<CompiledSegment, Truth>
}

/** Items of one kind by key, and what has been found out about those that need others of their kind. */
export interface CompiledItems<T extends Using, Answer> extends ReadonlyMap<string, T> {
  readonly needs: Map<T, Needs<T, Answer>>
  /** What is read where all are, once they were: each item that is not hidden, and the answer that came first. */
  roster?: readonly (readonly [item: T, usual: Answer])[]
  /** Those answers by key. */
  usual?: Readonly<Record<string, Answer>>
}

/** Something that names others of its kind. */
export interface Using {
  readonly key: string
  readonly uses: readonly string[]
}

/** An item and all that it needs, ready to be answered. */
export interface Needs<T, Answer> {
  /** What is needed first; the item itself is the last. */
  readonly order: readonly T[]
  /** Which of the keys that an item uses lead back to it, by its own key. */
  readonly cyclic: ReadonlyMap<string, readonly string[]>
  /** Those of one call, by key. */
  readonly answers: Map<string, Answer>
  /** While a call is under way a getter in its context may start another one: that one must make its own room. */
  isBusy: boolean
}

export interface CompiledFlag extends Using {
  readonly type: FlagType
  /** Reads as not found. */
  readonly hidden: boolean
  /** As received. */
  readonly item: FlagItem
  /** What is in force: the item's own, or an earlier version's where this version cannot be compiled. */
  readonly logic: Logic
  /** What hashed lists in `logic` were hashed with. */
  readonly hashSalt: string | undefined
  readonly mismatch: Evaluation
  /** What everybody gets: the flag is off, or nothing depends on the context or on the ruleset's age. */
  readonly settled: Evaluation | undefined
  /** It has prerequisites or `maxStalenessMs`. */
  readonly isGuarded: boolean
  /** Beyond this age `stale` is served. */
  readonly maxStalenessMs: number
  readonly stale: Evaluation
  readonly prerequisites: readonly CompiledPrerequisite[]
  /** Targets, rules and the fallthrough. */
  readonly steps: readonly CompiledStep[]
  /** The off variant, where the fallthrough cannot place a context or could not be compiled. */
  readonly unplaced: Evaluation
}

/** Without a fallthrough the off variant is served. */
export type Logic = Partial<Pick<FlagItem, 'salt' | 'prerequisites' | 'targets' | 'rules' | 'fallthrough'>>

export interface CompiledPrerequisite {
  readonly flag: string
  readonly variant: string
  readonly failed: Evaluation
}

/** A target, rule or fallthrough as it was written, and what it comes to. */
export interface CompiledStep extends Step {
  /** Undefined where the step is for everybody. */
  readonly test: Test | undefined
  /** What a split places; undefined for a variant that all get. */
  readonly by: Attribute | undefined
  readonly seed: number
  /** The exclusive ends of a split's ranges. */
  readonly ends: readonly number[]
  /** In the order of `ends`. */
  readonly results: readonly Evaluation[]
  /** For a context that cannot be placed; undefined where the next step is tried. */
  readonly unplaced: Evaluation | undefined
}

/** Only rules have an id, and the fallthrough no condition. */
export interface Step {
  readonly id?: string | undefined
  readonly if?: Condition | undefined
  readonly serve: Serve
}

export interface CompiledSegment extends Using {
  readonly item: SegmentItem
  readonly hashSalt: string | undefined
  readonly test: Test
}
