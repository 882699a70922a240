import { createHash } from 'node:crypto'
import type { Condition, FlagItem, FlagType, JsonValue, Ruleset, SegmentItem } from '@halyard/evaluator'
import { type Answer, evaluateNaively } from './naive/evaluate.ts'
import { readWorld, type World } from './naive/world.ts'

/** One published file. @see packages/evaluator/vectors/README.md, "Format" */
export interface VectorFile<Case extends NamedCase = NamedCase> {
  readonly version: 1
  readonly kind: 'evaluate' | 'bucket' | 'murmur3' | 'hashedMember' | 'ranges'
  readonly description: string
  readonly rulesets?: Readonly<Record<string, Ruleset>>
  readonly cases: readonly Case[]
}

export interface NamedCase {
  readonly name: string
  readonly expected: unknown
}

export interface EvaluateCase extends NamedCase {
  readonly ruleset: string
  /** Names of rulesets that were held before, oldest first. */
  readonly previous?: readonly string[]
  readonly flag: string
  readonly context: JsonValue
  readonly ageMs?: number
  readonly type?: FlagType
  readonly expected: Answer
}

export type Question = Omit<EvaluateCase, 'expected'>

/** A flag as tables write it; what is left out is a plain boolean flag that is on, what is undefined is absent. */
export type FlagDraft = { readonly [Name in keyof FlagItem]?: FlagItem[Name] | undefined }

/** Puts a ruleset together; `hash` follows from the content, as it does on the server. */
export function rulesetOf(
  flags: Readonly<Record<string, FlagDraft>>,
  segments: Readonly<Record<string, Partial<SegmentItem>>> = {},
  head: Partial<Ruleset> = {},
): Ruleset {
  const items = { flag: mapValues(flags, flagOf), segment: mapValues(segments, headOf) }
  return { project: 'vectors', environment: 'test', environmentId: 'vectors', epoch: 1, revision: 1, ...head, items }
}

const PLAIN = {
  type: 'boolean',
  variants: { on: true, off: false },
  enabled: true,
  offVariant: 'off',
  fallthrough: { variant: 'on' },
} as const satisfies FlagDraft

function flagOf(draft: FlagDraft): FlagItem {
  return headOf({ ...PLAIN, ...draft } as Omit<FlagItem, 'revision' | 'hash'>)
}

function headOf<T extends object>(draft: T): T & { revision: number; hash: string } {
  const hash = createHash('sha256').update(JSON.stringify(draft)).digest('hex').slice(0, 16)
  return JSON.parse(JSON.stringify({ revision: 1, hash, ...draft }))
}

/** Keeps names such as `__proto__` own properties. */
function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

/** Has the naive interpreter answer the questions. */
export function evaluateFile(
  description: string,
  rulesets: Readonly<Record<string, Ruleset>>,
  questions: readonly Question[],
): VectorFile<EvaluateCase> {
  const cases = questions.map((question) => {
    const { ruleset, previous = [], flag, context, ageMs, type } = question
    const world = [...previous, ruleset].reduce<World | undefined>((held, name) => {
      const next = rulesets[name]
      if (next === undefined) throw new Error(`no ruleset ${name}`)
      return readWorld(next, held)
    }, undefined)
    if (world === undefined) throw new Error('no world')
    return { ...question, expected: evaluateNaively(world, flag, context, ageMs, type) }
  })
  return { version: 1, kind: 'evaluate', description, rulesets, cases }
}

/** What a condition must be for which contexts, said by hand. Each context may carry what makes it remarkable. */
export interface ConditionRow {
  readonly if: Condition
  readonly yes?: readonly Situation[]
  readonly no?: readonly Situation[]
  readonly unknown?: readonly Situation[]
}

export interface Situation {
  readonly context: JsonValue
  /** Said in the case's name in place of the context's text. */
  readonly said?: string
}

const OUTCOMES = ['yes', 'no', 'unknown'] as const

/**
 * A file of conditions, each held by a flag that tells true, false and unknown apart.
 * @throws Error where the naive interpreter contradicts the table
 */
export function conditionFile(
  description: string,
  rows: readonly ConditionRow[],
  segments: Readonly<Record<string, Partial<SegmentItem>>> = {},
  head: Partial<Ruleset> = {},
): VectorFile<EvaluateCase> {
  const flags = Object.fromEntries(rows.map((row, index) => [`c${index + 1}`, askedThreeWays(row.if)]))
  const expected = new Map<string, string>()
  const questions = rows.flatMap((row, index) =>
    OUTCOMES.flatMap((outcome) =>
      (row[outcome] ?? []).map(({ context, said = JSON.stringify(context) }): Question => {
        const name = `${describe(row.if)} is ${outcome === 'unknown' ? 'unknown' : outcome === 'yes'} for ${said}`
        expected.set(name, outcome)
        return { name, ruleset: 'conditions', flag: `c${index + 1}`, context }
      }),
    ),
  )
  const file = evaluateFile(description, { conditions: rulesetOf(flags, segments, head) }, questions)
  for (const { name, expected: answer } of file.cases) {
    if (answer.variant !== expected.get(name))
      throw new Error(`${name}, says the table; ${answer.variant}, says the interpreter`)
  }
  return file
}

/** A flag that tells whether a condition is true, false or unknown; off where it can't be compiled. */
export function askedThreeWays(condition: Condition): FlagDraft {
  return {
    type: 'string',
    variants: { yes: 'true', no: 'false', unknown: 'unknown', off: 'off' },
    rules: [
      { id: 'holds', if: condition, serve: { variant: 'yes' } },
      { id: 'fails', if: { not: condition }, serve: { variant: 'no' } },
    ],
    fallthrough: { variant: 'unknown' },
  }
}

/** A condition in words short enough for a name. */
function describe(condition: Condition): string {
  if ('all' in condition) return `all of (${condition.all.map(describe).join('; ')})`
  if ('any' in condition) return `any of (${condition.any.map(describe).join('; ')})`
  if ('not' in condition) return `not (${describe(condition.not)})`
  if ('segment' in condition) return `membership of ${condition.segment}`
  const { attribute, op, value, ignoreCase } = condition
  const operand = value === undefined ? '' : ` ${shorten(JSON.stringify(value))}`
  return `"${attribute}" ${op}${operand}${ignoreCase ? ' ignoring case' : ''}`
}

function shorten(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 100)}… (${text.length} characters)`
}

/** The text of a file: a line per item and case, so that a diff shows which ones changed. */
export function fileText(file: VectorFile): string {
  const { cases, rulesets, ...head } = file
  const start = JSON.stringify(head, undefined, 1).slice(0, -2)
  const worlds = rulesets === undefined ? '' : `,\n "rulesets": {\n${lines(Object.entries(rulesets), rulesetText)}\n }`
  return `${start}${worlds},\n "cases": [\n${lines(cases, (each) => `  ${JSON.stringify(each)}`)}\n ]\n}\n`
}

function rulesetText([name, ruleset]: [string, Ruleset]): string {
  const { items, ...head } = ruleset
  const kinds = lines(Object.entries(items), ([kind, all]: [string, object]) => {
    const text = lines(Object.entries(all), ([key, item]) => `    ${JSON.stringify(key)}: ${JSON.stringify(item)}`)
    return `   ${JSON.stringify(kind)}: {${text === '' ? '' : `\n${text}\n   `}}`
  })
  return `  ${JSON.stringify(name)}: ${JSON.stringify(head).slice(0, -1)},"items": {\n${kinds}\n  }}`
}

function lines<T>(all: readonly T[], text: (one: T) => string): string {
  return all.map(text).join(',\n')
}
