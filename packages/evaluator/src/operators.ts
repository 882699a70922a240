import { isInNetwork, readAddress, readNetwork } from './address.ts'
import type { Question, Test, Truth } from './compiled.ts'
import { fail } from './fail.ts'
import { epochMs } from './instant.ts'
import { compilePattern } from './pattern.ts'
import type { Comparison, Operator } from './ruleset.ts'
import { canonicalText, hashedMember } from './text.ts'
import { settledBy } from './truth.ts'
import { compareVersions, readVersion } from './version.ts'

/** Compiles an operand to a question about one value, never an array. Throws for an operand that is none. */
type Operate = (operand: unknown, ignoreCase: boolean, hashSalt: string | undefined) => Test

const numbers = ordered(finite, (a, b) => a - b)
const moments = ordered(epochMs, (a, b) => a - b)
const versions = ordered(readVersion, compareVersions)

const OPERATORS: Readonly<Record<Exclude<Operator, 'exists'>, Operate>> = {
  in: compileIn,
  contains: folded((operand) => (text) => text.includes(operand)),
  startsWith: folded((operand) => (text) => text.startsWith(operand)),
  endsWith: folded((operand) => (text) => text.endsWith(operand)),
  matches: (operand, ignoreCase) => ofText(anyOf(operand, (source) => compilePattern(source, ignoreCase))),
  lt: numbers(-1, -1),
  lte: numbers(-1, 0),
  gt: numbers(1, 1),
  gte: numbers(0, 1),
  before: moments(-1, -1),
  after: moments(1, 1),
  semverEq: versions(0, 0),
  semverLt: versions(-1, -1),
  semverLte: versions(-1, 0),
  semverGt: versions(1, 1),
  semverGte: versions(0, 1),
  inCidr: compileInCidr,
}

/**
 * Compiles what follows a comparison's attribute.
 * @throws for an unknown operator or an operand that it cannot take.
 * @see docs/evaluation.md, "Operators"
 */
export function compileOperator(comparison: Comparison, hashSalt: string | undefined): Test {
  const { op, value, ignoreCase } = comparison
  if (op === 'exists' || !Object.hasOwn(OPERATORS, op)) return fail()
  return OPERATORS[op](value, ignoreCase === true, hashSalt)
}

function compileIn(operand: unknown, ignoreCase: boolean, hashSalt: string | undefined): Test {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  if (!Array.isArray(operand)) {
    const hashed = new Set((operand as { hashed: readonly string[] }).hashed)
    const salt = hashSalt ?? fail()
    return ofCanonical((text) => hashed.has(hashedMember(salt, fold(text))))
  }
  const members = new Set(operand.map((member) => fold(canonicalText(member) ?? fail())))
  return ofCanonical((text) => members.has(fold(text)))
}

function ofCanonical(question: (text: string) => boolean): Test {
  return (value) => {
    const text = canonicalText(value)
    return text === undefined ? undefined : question(text)
  }
}

function ofText(question: Question<string>): Test {
  return (value, ruleset) => (typeof value === 'string' ? question(value, ruleset) : undefined)
}

/** Any of the operand's texts; a text alone is a list of one. */
function anyOf<Subject>(operand: unknown, compile: (text: string) => Question<Subject>): Question<Subject> {
  const texts: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
  return settledBy(
    true,
    texts.map((text) => compile(typeof text === 'string' ? text : fail())),
  )
}

function folded(compile: (operand: string) => Question<string>): Operate {
  return (operand, ignoreCase) => {
    if (!ignoreCase) return ofText(anyOf(operand, compile))
    const question = anyOf(operand, (text) => compile(text.toLowerCase()))
    return ofText((text, ruleset) => question(text.toLowerCase(), ruleset))
  }
}

function compileInCidr(operand: unknown): Test {
  const bytes = Array<number>(16).fill(0)
  const isInAny = anyOf<readonly number[]>(operand, (text) => {
    const network = readNetwork(text) ?? fail()
    return (address) => isInNetwork(address, network)
  })
  return ofText((text, ruleset) => (readAddress(text, bytes) ? isInAny(bytes, ruleset) : undefined))
}

/** How many answers about texts an operand remembers: apps meet few versions and dates, and parsing each costs. */
const MAX_REMEMBERED = 1000
const MAX_REMEMBERED_LENGTH = 64

/** Operators that hold where the value stands below (-1), at (0) or above (1) the operand. */
function ordered<T>(read: (value: unknown) => T | undefined, compare: (a: T, b: T) => number) {
  return (least: number, most: number): Operate =>
    (operand) => {
      const right = read(operand) ?? fail()
      const answer = (value: unknown): Truth => {
        const left = read(value)
        if (left === undefined) return undefined
        const order = compare(left, right)
        return order < 0 ? least < 0 : order > 0 ? most > 0 : least * most === 0
      }
      const remembered = new Map<string, Truth>()
      return (value) => {
        if (typeof value !== 'string' || value.length > MAX_REMEMBERED_LENGTH) return answer(value)
        let truth = remembered.get(value)
        if (truth === undefined) {
          truth = answer(value)
          if (remembered.size >= MAX_REMEMBERED) remembered.clear()
          remembered.set(value, truth)
        }
        return truth
      }
    }
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
