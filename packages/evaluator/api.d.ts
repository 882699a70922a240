// What @halyard/evaluator promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// attribute.d.ts
/** Reads one attribute of a context; undefined when it is absent or cannot be read. Never throws. */
export interface Attribute {
    of(context: unknown): unknown;
}
/**
 * Compiles an attribute's path: `plan`; `organization.key` into an object; `/a.b/c`, a JSON Pointer, where a name holds
 * a dot. Own properties only, never into arrays; what throws when it is read counts as absent.
 * @see docs/evaluation.md, "Attributes"
 */
export declare function compileAttribute(path: string): Attribute;

// bucket.d.ts
/** How many buckets a split has: one is 0.001 %. */
export declare const BUCKETS = 100000;
/** The text that places a value on a split: strings and safe integers have one. */
export declare function placingText(value: unknown): string | undefined;
/** Salts are hashed, never used as seeds: splits with related raw seeds were measured to be dependent. */
export declare function seedOf(salt: string): number;
/**
 * Places an attribute's value on a split. Same inputs, same bucket, in every SDK, language and release: changing this
 * moves real users, so `vectors/` pins it.
 * @param salt - The flag's salt; its key unless set.
 * @param value - Hashed as UTF-8, a number by its decimal digits.
 * @returns An integer in `[0, 100_000)`; undefined for a number that is no safe integer.
 * @see docs/evaluation.md, "Bucket"
 */
export declare function bucketOf(salt: string, value: string | number): number | undefined;

// compile.d.ts
import type { CompiledRuleset } from './compiled.ts';
import type { Ruleset } from './ruleset.ts';
/**
 * Readies a ruleset for evaluation: closures, sets, parsed operands, seeds and frozen outcomes, so that evaluating
 * allocates nothing. Object values of variants are frozen in place.
 *
 * Never throws on what the protocol's parser let through. A flag whose logic this version cannot read (an unknown
 * operator or `requires`, a bad operand, a variant that it lacks) takes effect with its new `enabled`, `killed`, `type`,
 * `variants` and `offVariant`, and keeps the earlier version's prerequisites, targets, rules, fallthrough and salt, or
 * serves its off variant where there is none: a kill survives version skew.
 * @param previous - Items that did not change are taken from here, and logic as above.
 * @see docs/evaluation.md, "Version skew"
 */
export declare function compile({ items, hashSalt }: Ruleset, previous?: CompiledRuleset): CompiledRuleset;

// compiled.d.ts
/** What `compile` makes of a ruleset: types only, in one file because they name each other. */
import type { Attribute } from './attribute.ts';
import type { Evaluation } from './evaluation.ts';
import type { Condition, FlagItem, FlagType, SegmentItem, Serve } from './ruleset.ts';
/** Three-valued: undefined is unknown. */
export type Truth = boolean | undefined;
/** Puts a question to a subject. Never throws, whatever the subject. */
export interface Question<Subject> {
    ask(subject: Subject, ruleset: CompiledRuleset, needs?: Needs<CompiledSegment, Truth>): Truth;
}
/** A compiled condition: its subject is the context. */
export type Test = Question<unknown>;
/**
 * A ruleset ready for `evaluate`. Immutable to those who hold it; items that did not change are shared with the ruleset
 * that it was compiled after.
 */
export interface CompiledRuleset {
    /** By key, hidden ones included. */
    readonly flags: CompiledItems<CompiledFlag, Evaluation>;
    /** Those that could be compiled. */
    readonly segments: CompiledItems<CompiledSegment, Truth>;
}
/** Items of one kind by key, and what has been found out about those that need others of their kind. */
export interface CompiledItems<T extends Using, Answer> extends ReadonlyMap<string, T> {
    readonly needs: Map<T, Needs<T, Answer>>;
    /** What is read where all are, once they were: each item that is not hidden, and the answer that came first. */
    roster?: readonly (readonly [item: T, usual: Answer])[];
    /** Those answers by key. */
    usual?: Readonly<Record<string, Answer>>;
}
/** Something that names others of its kind. */
export interface Using {
    readonly key: string;
    readonly uses: readonly string[];
}
/** An item and all that it needs, ready to be answered. */
export interface Needs<T, Answer> {
    /** What is needed first; the item itself is the last. */
    readonly order: readonly T[];
    /** Which of the keys that an item uses lead back to it, by its own key. */
    readonly cyclic: ReadonlyMap<string, readonly string[]>;
    /** Those of one call, by key. */
    readonly answers: Map<string, Answer>;
    /** While a call is under way a getter in its context may start another one: that one must make its own room. */
    isBusy: boolean;
}
export interface CompiledFlag extends Using {
    readonly type: FlagType;
    /** Reads as not found. */
    readonly hidden: boolean;
    /** As received. */
    readonly item: FlagItem;
    /** What is in force: the item's own, or an earlier version's where this version cannot be compiled. */
    readonly logic: Logic;
    /** What hashed lists in `logic` were hashed with. */
    readonly hashSalt: string | undefined;
    readonly mismatch: Evaluation;
    /** What everybody gets: the flag is off, or nothing depends on the context or on the ruleset's age. */
    readonly settled: Evaluation | undefined;
    /** It has prerequisites or `maxStalenessMs`. */
    readonly isGuarded: boolean;
    /** Beyond this age `stale` is served. */
    readonly maxStalenessMs: number;
    readonly stale: Evaluation;
    readonly prerequisites: readonly CompiledPrerequisite[];
    /** Targets, rules and the fallthrough. */
    readonly steps: readonly CompiledStep[];
    /** The off variant, where the fallthrough cannot place a context or could not be compiled. */
    readonly unplaced: Evaluation;
}
/** Without a fallthrough the off variant is served. */
export type Logic = Partial<Pick<FlagItem, 'salt' | 'prerequisites' | 'targets' | 'rules' | 'fallthrough'>>;
export interface CompiledPrerequisite {
    readonly flag: string;
    readonly variant: string;
    readonly failed: Evaluation;
}
/** A target, rule or fallthrough as it was written, and what it comes to. */
export interface CompiledStep extends Step {
    /** Undefined where the step is for everybody. */
    readonly test: Test | undefined;
    /** What a split places; undefined for a variant that all get. */
    readonly by: Attribute | undefined;
    readonly seed: number;
    /** The exclusive ends of a split's ranges. */
    readonly ends: readonly number[];
    /** In the order of `ends`. */
    readonly results: readonly Evaluation[];
    /** For a context that cannot be placed; undefined where the next step is tried. */
    readonly unplaced: Evaluation | undefined;
}
/** Only rules have an id, and the fallthrough no condition. */
export interface Step {
    readonly id?: string | undefined;
    readonly if?: Condition | undefined;
    readonly serve: Serve;
}
export interface CompiledSegment extends Using {
    readonly item: SegmentItem;
    readonly hashSalt: string | undefined;
    readonly test: Test;
}

// evaluate.d.ts
import type { CompiledFlag, CompiledPrerequisite, CompiledRuleset, CompiledStep, Needs } from './compiled.ts';
import type { Evaluation } from './evaluation.ts';
import type { FlagType } from './ruleset.ts';
/** A flag and at most 256 prerequisites, theirs included: those beyond have failed. */
export declare const MAX_FLAGS = 257;
type FlagNeeds = Needs<CompiledFlag, Evaluation>;
/**
 * Decides which variant of a flag a context gets. Pure: no I/O, no clock, no randomness; never throws, whatever the
 * context (one that cannot be read counts as empty).
 * @param ageMs - For how long the ruleset has not been confirmed; matters to flags with `maxStalenessMs` alone.
 * @param type - What the caller expects; another type than the flag's is `TYPE_MISMATCH`.
 * @returns A frozen outcome; its `value` is undefined exactly where the caller's default applies.
 * @see docs/evaluation.md, "Order of evaluation"
 */
export declare function evaluate(ruleset: CompiledRuleset, flagKey: string, context: unknown, ageMs?: number, type?: FlagType): Evaluation;
/**
 * Evaluates every flag that is not hidden.
 * @param ageMs - As `evaluate` has it.
 * @returns Outcomes by flag key, without a prototype: any key is a key like any other.
 */
export declare function evaluateAll(ruleset: CompiledRuleset, context: unknown, ageMs?: number): Record<string, Evaluation>;
/** Whether evaluating a flag depends on the ruleset's age: it or one of its prerequisites sets `maxStalenessMs`. */
export declare function readsAge({ flags }: CompiledRuleset, flagKey: string): boolean;
/** Evaluates a flag after all that it needs. */
export declare function answerPrerequisites(flag: CompiledFlag, context: unknown, ruleset: CompiledRuleset, ageMs: number): FlagNeeds;
/** Whether an entry's flag is live and evaluated to the variant that the entry names. One that leads back never is. */
export declare function isMet({ key }: CompiledFlag, { flag, variant }: CompiledPrerequisite, { answers, cyclic }: FlagNeeds): boolean;
/** Not killed, enabled and not stale. */
export declare function isLive({ reason }: Evaluation): boolean;
/** Whether a target or rule is known to hold; the fallthrough always does. */
export declare function isFor({ test }: CompiledStep, context: unknown, ruleset: CompiledRuleset): boolean;
export {};

// evaluation.d.ts
import type { JsonValue, Primitive } from './ruleset.ts';
/**
 * Who or what is asked about: `targetingKey` and attributes, nested as the app likes. Read through own properties
 * only; whatever cannot be read counts as absent.
 * @see https://openfeature.dev/specification/sections/evaluation-context
 */
export type EvaluationContext = {
    readonly targetingKey?: string | undefined;
    readonly [attribute: string]: unknown;
};
/** Why this value. OpenFeature's names where it has one; `KILLED` is not among them: a kill reads as `DISABLED`. */
export type Reason = 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'STALE' | 'PREREQUISITE_FAILED' | 'ERROR';
/** With an error code the caller's own default applies. */
export type ErrorCode = 'PROVIDER_NOT_READY' | 'FLAG_NOT_FOUND' | 'TYPE_MISMATCH' | 'TARGETING_KEY_MISSING' | 'GENERAL';
/** Flat and primitive: the flag's own metadata plus `revision`, `ruleId`, `prerequisite`, `killed`, `unplaced`. */
export type FlagMetadata = Readonly<Record<string, Primitive>>;
/** The outcome of one evaluation. Frozen and shared: equal outcomes of a flag are the same object. */
export interface Evaluation {
    readonly flagKey: string;
    /** `undefined` exactly when the caller's default applies; then there is no `variant` either. */
    readonly value: JsonValue | undefined;
    readonly variant?: string;
    readonly reason: Reason;
    readonly errorCode?: ErrorCode;
    readonly errorMessage?: string;
    readonly flagMetadata: FlagMetadata;
}

// explain.d.ts
import type { CompiledRuleset } from './compiled.ts';
import type { Evaluation } from './evaluation.ts';
import type { Condition, FlagType, Prerequisite, Serve, Split } from './ruleset.ts';
/**
 * The whole story of an evaluation: plain data, for people and for checking again without this code. Every condition
 * that was reached, whole; everything else up to what decided. Holds what the context holds.
 * @see docs/evaluation.md, "Explaining"
 */
export interface Explanation extends FlagTrace {
    readonly ageMs: number;
    /** Prerequisites and theirs, each once, in the order in which they were evaluated. */
    readonly evaluated: readonly FlagTrace[];
    /** Those that any condition names, directly or through others. */
    readonly segments: readonly SegmentTrace[];
}
/** An outcome, and what led to it. */
export interface FlagTrace extends Evaluation {
    readonly prerequisites: readonly PrerequisiteTrace[];
    /** Targets, rules and the fallthrough as they were tried; the last one decided. */
    readonly steps: readonly StepTrace[];
}
export interface PrerequisiteTrace extends Prerequisite {
    readonly isMet: boolean;
}
/** A target (it has a condition), a rule (it has an id) or the fallthrough. */
export interface StepTrace {
    readonly id?: string | undefined;
    readonly if?: ConditionTrace | undefined;
    readonly serve: Serve;
    /** Where the context was placed, if the step got so far. */
    readonly placed?: SplitTrace | undefined;
}
/** A condition and what came of it. */
export interface ConditionTrace {
    readonly condition: Condition;
    readonly outcome: boolean | 'unknown';
    /** What a comparison found in the context; undefined if nothing. */
    readonly actual?: unknown;
    /** Of `all`, `any` and `not`, each answered, though an earlier one may have settled the matter. */
    readonly parts?: readonly ConditionTrace[];
}
export interface SegmentTrace {
    readonly segment: string;
    /** The lists and the condition as one; absent for a segment that is missing or cannot be compiled. */
    readonly if?: ConditionTrace | undefined;
    readonly outcome: boolean | 'unknown';
}
/** `seed` = murmur3(`salt`, 0); `bucket` = murmur3(`text`, `seed`) mod 100,000. Without a text nothing was placed. */
export interface SplitTrace {
    readonly by: string;
    readonly actual: unknown;
    readonly salt: string;
    readonly seed: number;
    readonly text?: string | undefined;
    readonly bucket?: number | undefined;
    readonly variant?: string | undefined;
    /** The range that holds the bucket: from here on, up to but not including `end`. */
    readonly start?: number | undefined;
    readonly end?: number | undefined;
}
/**
 * Evaluates as `evaluate` does and tells how it came to that. Slow: compiles every condition anew.
 * @see docs/evaluation.md, "Explaining"
 */
export declare function explain(ruleset: CompiledRuleset, flagKey: string, context: unknown, ageMs?: number, type?: FlagType): Explanation;
/** Where a split placed a context, if it did. */
export declare function traceSplit({ by, ranges }: Split, salt: string, context: unknown): SplitTrace;

// explaining.d.ts
import type { CompiledRuleset, Test } from './compiled.ts';
import { type Explanation } from './explain.ts';
import type { Comparison, FlagType } from './ruleset.ts';
/** A walk that may be paused at each question. */
type Walk<T> = Generator<undefined, T>;
/** What comparisons compile to. Whoever explains often keeps it from one time to the next, while the salt stays. */
export type ComparisonTests = WeakMap<Comparison, readonly Test[]>;
/**
 * Explains as `explain` does, a step at a time and in one walk: between two steps lies one comparison, one operand of
 * it, or one segment. For a server, whose documents and contexts are other people's: it takes time linear in what is
 * told, and others come in between. `explain` is small instead, for pages.
 * @param tests - What was compiled for it before, and what is now.
 * @see docs/evaluation.md, "Explaining"
 */
export declare function explaining(ruleset: CompiledRuleset, flagKey: string, context: unknown, ageMs?: number, type?: FlagType, tests?: ComparisonTests): Walk<Explanation>;
export {};

// index.d.ts
export { bucketOf } from './bucket.ts';
export { compile } from './compile.ts';
export type { CompiledRuleset } from './compiled.ts';
export { evaluate, evaluateAll, readsAge } from './evaluate.ts';
export type { ErrorCode, Evaluation, EvaluationContext, FlagMetadata, Reason } from './evaluation.ts';
export type { ConditionTrace, Explanation, FlagTrace, PrerequisiteTrace, SegmentTrace, SplitTrace, StepTrace, } from './explain.ts';
export { explain } from './explain.ts';
export { type ComparisonTests, explaining } from './explaining.ts';
export { murmur3 } from './murmur3.ts';
export { compilePattern, PatternError } from './pattern.ts';
export { findProblems, type Problem } from './problems.ts';
export { deriveRanges } from './ranges.ts';
export type { Comparison, Condition, FlagItem, FlagType, HashedList, ItemHead, Items, JsonValue, Operator, Prerequisite, Primitive, Rule, Ruleset, SegmentItem, Serve, Split, Target, TextList, } from './ruleset.ts';
export { canonicalText, hashedMember } from './text.ts';

// murmur3.d.ts
/**
 * MurmurHash3 x86 32-bit of a text's UTF-8 bytes, without making those bytes: nothing is allocated.
 * @param text - Nothing is normalised; a lone surrogate hashes as U+FFFD.
 * @param seed - Any 32-bit integer.
 * @returns An unsigned 32-bit integer.
 * @see docs/evaluation.md, "Bucket"
 */
export declare function murmur3(text: string, seed: number): number;
/** The words of texts that were hashed: under another seed none is taken apart again. */
export type Taken = Map<string, number[]>;
/** Signed, as engines may box what is larger. */
export declare function signedMurmur3(text: string, seed: number, taken?: Taken): number;

// pattern-error.d.ts
/**
 * A pattern that the documented subset of RE2 lacks, or that is too large for it. The message says what was met, at
 * which offset (in UTF-16 code units), and the way out.
 * @see docs/evaluation.md, "Patterns"
 */
export declare class PatternError extends Error {
}

// pattern.d.ts
export { PatternError } from './pattern-error.ts';
/**
 * Compiles a pattern of the documented subset of RE2 to a search of a subject for it, anywhere in the subject.
 * The search takes time linear in the subject's length and in the number of states, and allocates nothing once it
 * has seen subjects alike. It works by code points; a lone surrogate is one of its own.
 * @param source - At most 500 characters, at most 256 states once bounded repetitions are written out.
 * @param ignoreCase - Every code point of the subject, and every one that stands for itself in the pattern (ends of
 * ranges too), is replaced by its simple lower-case mapping, and U+03C2 (final sigma) by U+03C3. No locale plays a part.
 * @returns Whether the pattern occurs; undefined, which is unknown, for a subject of more than 1,024 code units.
 * @throws PatternError for what the subset lacks.
 * @see docs/evaluation.md, "Patterns"
 */
export declare function compilePattern(source: string, ignoreCase?: boolean): (subject: string) => boolean | undefined;

// problems.d.ts
import type { FlagItem, SegmentItem } from './ruleset.ts';
/** Something that `compile` could not work with. */
export interface Problem {
    /** JSON Pointer into the item. */
    readonly path: string;
    readonly value: unknown;
    readonly expected: string;
}
/**
 * Finds what is wrong with the conditions, lists and splits of an item, so that nothing is stored that an SDK could not
 * compile. Whether what an item names (variants, flags, segments) is there, is its owner's to check.
 * @returns Everything found, in the item's order; nothing when all is well.
 * @see docs/evaluation.md, "Conditions"
 */
export declare function findProblems(kind: 'flag', item: Pick<FlagItem, 'targets' | 'rules' | 'fallthrough'>): readonly Problem[];
export declare function findProblems(kind: 'segment', item: Pick<SegmentItem, 'included' | 'excluded' | 'if'>): readonly Problem[];

// ranges.d.ts
import type { Split } from './ruleset.ts';
/** A split has at most this many ranges. */
export declare const MAX_RANGES = 256;
type Ranges = Split['ranges'];
/**
 * Derives a split's ranges from what people write, moving no more buckets than must: exactly half the L1 distance
 * between the old and the new weights. Plain cumulative order where that moves no more (always so for two variants held
 * in that order); otherwise each shrinking variant gives up its highest buckets and growing variants take what is free,
 * lowest first, in variant order. Only where that would need more than 256 ranges it is plain order, whatever moves.
 * @param variantOrder - The flag's variants, in its own order.
 * @param weights - Integers by variant that sum to 100,000; what is left out is 0.
 * @param current - The ranges in force, if any.
 * @returns Ranges without empty ones; neighbours of one variant are one range.
 * @throws RangeError for weights that are none.
 * @see docs/evaluation.md, "Weights and ranges"
 */
export declare function deriveRanges(variantOrder: readonly string[], weights: Readonly<Record<string, number>>, current?: Ranges): Ranges;
/** How many buckets change their variant. */
export declare function movedBuckets(from: Ranges, to: Ranges): number;
export {};

// ruleset.d.ts
/**
 * The ruleset: one environment as one audience sees it; all that evaluation needs, nothing else.
 * These types describe what is on the wire. An SDK may meet newer documents: see `compile`.
 * @see docs/evaluation.md, "Documents"
 */
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | {
    readonly [name: string]: JsonValue;
};
/** A value that fits a flat, primitive map such as flag metadata. */
export type Primitive = string | number | boolean;
/** The type of a flag's variants. An `object` variant is a JSON object or array. */
export type FlagType = 'boolean' | 'string' | 'number' | 'object';
/** Everything an SDK needs of one environment. */
export interface Ruleset {
    readonly project: string;
    readonly environment: string;
    readonly environmentId: string;
    readonly epoch: number;
    readonly revision: number;
    /** Only in a client's ruleset: derives the two seeds of hashed lists. */
    readonly hashSalt?: string;
    readonly items: Items;
}
/** Items by kind, then key. An SDK keeps kinds that it does not know for the digest and otherwise ignores them. */
export interface Items {
    readonly flag: Readonly<Record<string, FlagItem>>;
    readonly segment: Readonly<Record<string, SegmentItem>>;
}
/** What every item of every kind has. `hash` is opaque to SDKs. */
export interface ItemHead {
    /** The environment's revision that last changed this item. */
    readonly revision: number;
    /** 16 hex digits: the content's checksum, computed by the server. */
    readonly hash: string;
    /** Evaluator features that this item needs; an unknown one makes it uncompilable. */
    readonly requires?: readonly string[];
}
export interface FlagItem extends ItemHead {
    readonly type: FlagType;
    /** Values by name. In a hidden flag every value is null. */
    readonly variants: Readonly<Record<string, JsonValue>>;
    readonly enabled: boolean;
    /** Present only while killed. */
    readonly killed?: true;
    /** Without one, callers get their own default wherever the off variant would be served. */
    readonly offVariant?: string;
    /** Text that is hashed into the seed; the flag's key unless set. */
    readonly salt?: string;
    readonly metadata?: Readonly<Record<string, Primitive>>;
    readonly maxStalenessMs?: number;
    readonly prerequisites?: readonly Prerequisite[];
    readonly targets?: readonly Target[];
    readonly rules?: readonly Rule[];
    readonly fallthrough: Serve;
    /** Only in a client's ruleset: here for other flags' prerequisites, reads as not found. */
    readonly hidden?: true;
}
export interface SegmentItem extends ItemHead {
    /** The attribute that `included` and `excluded` list; `targetingKey` unless set. */
    readonly by?: string;
    readonly included?: TextList;
    readonly excluded?: TextList;
    readonly if?: Condition;
}
/** Another flag that must be live and evaluate to the named variant. */
export interface Prerequisite {
    readonly flag: string;
    readonly variant: string;
}
/** Individuals (or tenants, devices …) that get a variant before any rule is looked at. */
export interface Target {
    readonly attribute: string;
    readonly values: TextList;
    readonly variant: string;
}
export interface Rule {
    readonly id: string;
    /** Without a condition the rule always holds. */
    readonly if?: Condition;
    readonly serve: Serve;
}
/** What a rule or the fallthrough serves. */
export type Serve = {
    readonly variant: string;
} | {
    readonly split: Split;
};
/** Who gets which variant, over 100,000 buckets. */
export interface Split {
    /** The attribute that places a context; `targetingKey` unless set. */
    readonly by?: string;
    /** Variant and exclusive end, ascending; the last ends at 100,000. A variant may recur. */
    readonly ranges: readonly (readonly [variant: string, end: number])[];
}
/**
 * A list of texts: plain for servers; for clients, hashed so that a reader cannot see its members.
 * A hashed member is 16 hex digits: murmur3 of the canonical text with two seeds derived from `hashSalt`.
 */
export type TextList = readonly Primitive[] | HashedList;
export interface HashedList {
    readonly hashed: readonly string[];
}
/** A condition is three-valued: true, false or unknown. */
export type Condition = Comparison | {
    readonly segment: string;
} | {
    readonly all: readonly Condition[];
} | {
    readonly any: readonly Condition[];
} | {
    readonly not: Condition;
};
export type Operator = 'in' | 'contains' | 'startsWith' | 'endsWith' | 'matches' | 'lt' | 'lte' | 'gt' | 'gte' | 'before' | 'after' | 'semverEq' | 'semverLt' | 'semverLte' | 'semverGt' | 'semverGte' | 'inCidr' | 'exists';
export interface Comparison {
    readonly attribute: string;
    readonly op: Operator;
    /**
     * What the attribute is compared with. `in`: a {@link TextList}. `contains`, `startsWith`, `endsWith`, `matches`,
     * `inCidr`: a string or an array of strings (any of them). Numbers: a number. Dates: RFC 3339 text or epoch
     * milliseconds. Semver: a string. `exists`: absent.
     */
    readonly value?: JsonValue | HashedList;
    /** String operators only: locale-free lower case of both sides. */
    readonly ignoreCase?: boolean;
}

// text.d.ts
/**
 * How `in`, targets and lists see a value: strings as they are, numbers as `String(n)`, booleans as `true` or `false`.
 * @returns undefined for anything else, numbers that are not finite included.
 * @see docs/evaluation.md, "Operators"
 */
export declare function canonicalText(value: unknown): string | undefined;
/**
 * A member of a list as clients get to see it: two murmur3 of its text, whose seeds derive from the environment's
 * `hashSalt`. Hides a list from a reader, not from someone who guesses a member.
 * @param text - Canonical text, lower-cased where the comparison ignores case.
 * @returns 16 lower-case hex digits.
 * @see docs/protocol.md, "Two audiences"
 */
export declare function hashedMember(hashSalt: string, text: string): string;
/** What is the same for all members. */
export declare function memberSeeds(hashSalt: string): readonly number[];
/** @see hashedMember */
export declare function memberHash(seeds: readonly number[], text: string): string;
