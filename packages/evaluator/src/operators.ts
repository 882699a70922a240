import { readNetwork } from './address.ts'
import type { Question, Test } from './compiled.ts'
import { fail } from './fail.ts'
import { epochMs } from './instant.ts'
import { remembered } from './memory.ts'
import { compilePattern } from './pattern.ts'
import type { Comparison, Operator } from './ruleset.ts'
import { canonicalText, hashedMember } from './text.ts'
import { settledBy } from './truth.ts'
import { readVersion } from './version.ts'

/** Compiles an operand to a question about one value, never an array. Throws for an operand that is none. */
type Operate = (operand: unknown, ignoreCase: boolean, hashSalt: string | undefined) => Test

const numbers = ordered(finite)
const moments = ordered(epochMs)
const versions = ordered(readVersion)

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

/** A text alone is a list of one. */
function textsOf(operand: unknown): string[] {
  const list: unknown[] = Array.isArray(operand) ? operand : [operand]
  return list.map((text) => (typeof text === 'string' ? text : fail()))
}

/** Any of the operand's texts. */
function anyOf(operand: unknown, compile: (text: string) => Question<string>): Question<string> {
  return settledBy(true, textsOf(operand).map(compile))
}

function folded(compile: (operand: string) => Question<string>): Operate {
  return (operand, ignoreCase) => {
    if (!ignoreCase) return ofText(anyOf(operand, compile))
    const question = anyOf(operand, (text) => compile(text.toLowerCase()))
    return ofText((text, ruleset) => question(text.toLowerCase(), ruleset))
  }
}

function compileInCidr(operand: unknown): Test {
  const networks = textsOf(operand).map((text) => readNetwork(text) ?? fail())
  return remembered((value) => {
    const [address] = (typeof value === 'string' && !value.includes('/') && readNetwork(value)) || []
    return address === undefined ? undefined : networks.some(([first, last]) => address >= first && address <= last)
  })
}

/** Operators that hold where the value stands below (-1), at (0) or above (1) the operand. */
function ordered(read: (value: unknown) => number | string | undefined) {
  return (least: number, most: number): Operate =>
    (operand) => {
      const right = read(operand) ?? fail()
      return remembered((value) => {
        const left = read(value)
        if (left === undefined) return undefined
        const order = Number(left > right) - Number(left < right)
        return order >= least && order <= most
      })
    }
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
