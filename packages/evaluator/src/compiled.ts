/** What `compile` makes of a ruleset: types only, in one file because they name each other. */
import type { Evaluation } from './evaluation.ts'
import type { FlagItem, FlagType, SegmentItem } from './ruleset.ts'

/** Three-valued: undefined is unknown. */
export type Truth = boolean | undefined

/** Reads one attribute of a context; undefined when it is absent or cannot be read. Never throws. */
export type Read = (context: unknown) => unknown

/** Puts a question to a subject. Never throws, whatever the subject. */
export type Question<Subject> = (subject: Subject, ruleset: CompiledRuleset, members?: Members) => Truth

/** A compiled condition: its subject is the context. */
export type Test = Question<unknown>

/** What is known so far of segments that are being worked out together. */
export type Members = ReadonlyMap<string, Truth>

/**
 * A ruleset ready for `evaluate`. Immutable to those who hold it; items that did not change are shared with the ruleset
 * that it was compiled after.
 */
export interface CompiledRuleset {
  /** By key, hidden ones included. */
  readonly flags: ReadonlyMap<string, CompiledFlag>
  /** Those that could be compiled. */
  readonly segments: ReadonlyMap<string, CompiledSegment>
  /** Made when first asked for, as few flags have prerequisites and fewer segments name others. */
  readonly flagNeeds: Map<CompiledFlag, FlagNeeds>
  readonly segmentNeeds: Map<CompiledSegment, Needs<CompiledSegment, Truth>>
}

/** Something that names others of its kind. */
export interface Using {
  readonly key: string
  readonly uses: readonly string[]
}

/** All that an item needs of its own kind, what is needed first, and room for the answers of one call, by key. */
export interface Needs<T, Answer> {
  readonly order: readonly T[]
  readonly answers: Map<string, Answer>
  /** While a call is under way a getter in its context may start another one: that one must make its own room. */
  isBusy: boolean
}

export interface FlagNeeds extends Needs<CompiledFlag, Evaluation> {
  /** Those entries of any flag in `order` from which that flag can be reached again: failed, whatever they evaluate to. */
  readonly cyclic: ReadonlySet<CompiledPrerequisite>
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
  readonly disabled: Evaluation | undefined
  /** Beyond this age `stale` is served. Infinity unless set. */
  readonly maxStalenessMs: number
  readonly stale: Evaluation | undefined
  readonly mismatch: Evaluation
  readonly prerequisites: readonly CompiledPrerequisite[]
  /** Targets, then rules. */
  readonly rules: readonly CompiledRule[]
  readonly fallthrough: CompiledServe
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

export interface CompiledRule {
  readonly test: Test
  readonly serve: CompiledServe
}

/** One outcome for all, or a split: exactly one of the two is set. */
export interface CompiledServe {
  readonly always: Evaluation | undefined
  readonly split: CompiledSplit | undefined
}

export interface CompiledSplit {
  readonly read: Read
  readonly seed: number
  readonly ends: readonly number[]
  readonly results: readonly Evaluation[]
  /** For a context that has nothing to split by; undefined where the next rule is tried. */
  readonly unplaced: Evaluation | undefined
}

export interface CompiledSegment extends Using {
  readonly item: SegmentItem
  readonly hashSalt: string | undefined
  readonly test: Test
}
