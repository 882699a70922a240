import { readAddress, readNetwork } from './address.ts'
import type { Question, Test } from './compiled.ts'
import { fail } from './fail.ts'
import { epochMs } from './instant.ts'
import { remembered } from './memory.ts'
import { compilePattern } from './pattern.ts'
import type { Comparison, HashedList } from './ruleset.ts'
import { canonicalText, hashedMember } from './text.ts'
import { settledBy } from './truth.ts'
import { readVersion } from './version.ts'

type Subject = string | number
type Read = (value: unknown) => Subject | undefined
type Ask = (operand: Subject, ignoreCase: boolean) => Question<Subject>

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
 * Compiles what follows a comparison's attribute to a question about one value, never an array.
 * @throws for an unknown operator, or an operand that it cannot take.
 * @see docs/evaluation.md, "Operators"
 */
export function compileOperator(comparison: Comparison, hashSalt: string | undefined): Test {
  const { op, value: operand, ignoreCase = false } = comparison
  const isFolded = ignoreCase && FOLDED.includes(op)
  const fold = (subject: Subject): Subject => (isFolded ? String(subject).toLowerCase() : subject)
  if (op === 'in') return compileIn(operand, fold, hashSalt)
  const [read, ask, readOperand] = (Object.hasOwn(OPERATORS, op) && OPERATORS[op]) || fail()
  const operands: readonly unknown[] = readOperand && Array.isArray(operand) ? operand : [operand]
  const question = settledBy(
    true,
    operands.map((one) => ask(fold((readOperand ?? read)(one) ?? fail()), ignoreCase)),
  )
  const test: Test = (value, ruleset) => {
    const subject = read(value)
    return subject === undefined ? undefined : question(fold(subject), ruleset)
  }
  return read === readText ? test : remembered(test)
}

function compileIn(operand: unknown, fold: (subject: Subject) => Subject, hashSalt: string | undefined): Test {
  const hashed = Array.isArray(operand) ? undefined : (operand as HashedList).hashed
  const salt = hashed && (hashSalt ?? fail())
  const members = new Set(hashed ?? (operand as unknown[]).map((member) => fold(canonicalText(member) ?? fail())))
  return (value) => {
    const text = canonicalText(value)
    if (text === undefined) return undefined
    return members.has(salt === undefined ? fold(text) : hashedMember(salt, String(fold(text))))
  }
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
