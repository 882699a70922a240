import { readAddress, readNetwork } from './address.ts'
import type { CompiledRuleset, Question, Test, Truth } from './compiled.ts'
import { fail } from './fail.ts'
import { epochMs } from './instant.ts'
import { Remembered } from './memory.ts'
import { compilePattern } from './pattern.ts'
import type { Comparison, HashedList } from './ruleset.ts'
import { canonicalText, memberHash, memberSeeds } from './text.ts'
import { settledBy } from './truth.ts'
import { readVersion } from './version.ts'

type Subject = string | number
type Read = (value: unknown) => Subject | undefined
type Ask = (operand: Subject, ignoreCase: boolean) => (subject: Subject) => Truth

const startsWith = (part: string) => (text: string) => text.startsWith(part)
const isBelow: Ask = (operand) => (subject) => subject < operand
const isAtMost: Ask = (operand) => (subject) => subject <= operand
const isAbove: Ask = (operand) => (subject) => subject > operand
const isAtLeast: Ask = (operand) => (subject) => subject >= operand

/**
 * How a value is read, and what is asked of it, given an operand read alike. Only operators with a reading of their own
 * for operands take several, any of which will do.
 */
const OPERATORS = {
  contains: [readText, (part: string) => (text: string) => text.includes(part), readText],
  startsWith: [readText, startsWith, readText],
  endsWith: [readText, (part: string) => (text: string) => text.endsWith(part), readText],
  matches: [readText, compilePattern, readText],
  inCidr: [readAddress, startsWith, readNetwork],
  lt: [readNumber, isBelow],
  lte: [readNumber, isAtMost],
  gt: [readNumber, isAbove],
  gte: [readNumber, isAtLeast],
  before: [epochMs, isBelow],
  after: [epochMs, isAbove],
  semverEq: [readVersion, (operand: string) => (version: string) => version === operand],
  semverLt: [readVersion, isBelow],
  semverLte: [readVersion, isAtMost],
  semverGt: [readVersion, isAbove],
  semverGte: [readVersion, isAtLeast],
} as unknown as Readonly<Record<string, readonly [read: Read, ask: Ask, readOperand?: Read]>>

/** Those that `ignoreCase` lower-cases both sides for; patterns do it for themselves, character by character. */
const FOLDED = ['in', 'contains', 'startsWith', 'endsWith']

/**
 * Compiles what follows a comparison's attribute to a question about one value, never an array. The common ones are
 * classes: engines inline a method of a few classes, but not one closure of many.
 * @throws for an unknown operator, or an operand that it cannot take.
 * @see docs/evaluation.md, "Operators"
 */
export function compileOperator(comparison: Comparison, hashSalt: string | undefined): Test {
  const { op, value: operand, ignoreCase = false } = comparison
  const isFolded = ignoreCase && FOLDED.includes(op)
  if (op === 'in') return new OneOf(operand, isFolded, hashSalt)
  const [read, compile, readOperand] = (Object.hasOwn(OPERATORS, op) && OPERATORS[op]) || fail()
  const operands: readonly unknown[] = readOperand && Array.isArray(operand) ? operand : [operand]
  const questions = operands.map((one) => {
    const subject = (readOperand ?? read)(one) ?? fail()
    return { ask: compile(isFolded ? lowerCase(subject) : subject, ignoreCase) }
  })
  const question = settledBy(true, questions)
  if (read === readText) return new OfText(question, isFolded)
  if (read === readNumber) return new OfNumber(question)
  return new Remembered({
    ask(value, ruleset) {
      const subject = read(value)
      return subject === undefined ? undefined : question.ask(subject, ruleset)
    },
  })
}

class OneOf implements Test {
  readonly #members: ReadonlySet<string>
  readonly #isFolded: boolean
  readonly #seeds: readonly number[] | undefined

  constructor(operand: unknown, isFolded: boolean, hashSalt: string | undefined) {
    const hashed = Array.isArray(operand) ? undefined : (operand as HashedList).hashed
    const texts = hashed ? [] : (operand as unknown[]).map((member) => canonicalText(member) ?? fail())
    this.#members = new Set(hashed ?? (isFolded ? texts.map(lowerCase) : texts))
    this.#isFolded = isFolded
    this.#seeds = hashed && memberSeeds(hashSalt ?? fail())
  }

  ask(value: unknown): Truth {
    let text = typeof value === 'string' ? value : canonicalText(value)
    if (text === undefined) return undefined
    if (this.#isFolded) text = lowerCase(text)
    return this.#members.has(this.#seeds ? memberHash(this.#seeds, text) : text)
  }
}

class OfText implements Test {
  readonly #question: Question<string>
  readonly #isFolded: boolean

  constructor(question: Question<string>, isFolded: boolean) {
    this.#question = question
    this.#isFolded = isFolded
  }

  ask(value: unknown, ruleset: CompiledRuleset): Truth {
    if (typeof value !== 'string') return undefined
    return this.#question.ask(this.#isFolded ? lowerCase(value) : value, ruleset)
  }
}

class OfNumber implements Test {
  readonly #question: Question<number>

  constructor(question: Question<number>) {
    this.#question = question
  }

  ask(value: unknown, ruleset: CompiledRuleset): Truth {
    const number = readNumber(value)
    return number === undefined ? undefined : this.#question.ask(number, ruleset)
  }
}

function lowerCase(subject: Subject): string {
  return String(subject).toLowerCase()
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
