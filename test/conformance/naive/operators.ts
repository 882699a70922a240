import type { Comparison } from '@halyard/evaluator'
import { readAddress, readNetwork } from './address.ts'
import { canonicalText, isObject } from './attribute.ts'
import { hashedMember } from './hash.ts'
import { readInstant } from './instant.ts'
import { any, type Truth } from './logic.ts'
import { patternMatches } from './pattern.ts'
import { compareSemver, readSemver } from './semver.ts'
import { must } from './uncompilable.ts'

/** Answers for one value that is no array. */
export type Compare = (value: unknown) => Truth

/**
 * What a comparison asks of a single value.
 * @throws Uncompilable for an unknown operator or an operand that it can't take
 * @see docs/evaluation.md, "Operators"
 */
export function operator(comparison: Comparison, hashSalt: string | undefined): Compare {
  const { op, value: operand, ignoreCase = false } = comparison
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  const textual = (holds: (text: string, part: string) => Truth) => textOperator(operand, holds)
  switch (op) {
    case 'in':
      return inList(operand, hashSalt, fold)
    case 'contains':
      return textual((text, part) => fold(text).includes(fold(part)))
    case 'startsWith':
      return textual((text, part) => fold(text).startsWith(fold(part)))
    case 'endsWith':
      return textual((text, part) => fold(text).endsWith(fold(part)))
    case 'matches':
      for (const pattern of strings(operand)) patternMatches(pattern, ignoreCase, '')
      return textual((text, pattern) => patternMatches(pattern, ignoreCase, text))
    case 'inCidr':
      return inCidr(operand)
    case 'lt':
      return numeric(operand, (a, b) => a < b)
    case 'lte':
      return numeric(operand, (a, b) => a <= b)
    case 'gt':
      return numeric(operand, (a, b) => a > b)
    case 'gte':
      return numeric(operand, (a, b) => a >= b)
    case 'before':
      return ordered(
        readInstant,
        (a, b) => a - b,
        operand,
        (order) => order < 0,
      )
    case 'after':
      return ordered(
        readInstant,
        (a, b) => a - b,
        operand,
        (order) => order > 0,
      )
    case 'semverEq':
      return ordered(readSemver, compareSemver, operand, (order) => order === 0)
    case 'semverLt':
      return ordered(readSemver, compareSemver, operand, (order) => order < 0)
    case 'semverLte':
      return ordered(readSemver, compareSemver, operand, (order) => order <= 0)
    case 'semverGt':
      return ordered(readSemver, compareSemver, operand, (order) => order > 0)
    case 'semverGte':
      return ordered(readSemver, compareSemver, operand, (order) => order >= 0)
    default:
      must(false, `unknown operator ${op}`)
  }
}

/** Membership in a list of texts, plain or hashed. @throws Uncompilable */
export function inList(list: unknown, hashSalt: string | undefined, fold = (text: string) => text): Compare {
  const isMember = membership(list, hashSalt, fold)
  return (value) => {
    const text = canonicalText(value)
    return text === undefined ? undefined : isMember(fold(text))
  }
}

function membership(list: unknown, hashSalt: string | undefined, fold: (text: string) => string) {
  if (isObject(list)) {
    const { hashed } = list
    must(Array.isArray(hashed) && hashSalt !== undefined, 'a hashed list without its salt')
    return (text: string): boolean => hashed.includes(hashedMember(hashSalt, text))
  }
  must(Array.isArray(list) && list.every((member) => canonicalText(member) !== undefined), 'no list of texts')
  const members = list.map((member) => fold(String(member)))
  return (text: string): boolean => members.includes(text)
}

function strings(operand: unknown): string[] {
  const list = Array.isArray(operand) ? operand : [operand]
  must(
    list.every((part) => typeof part === 'string'),
    'neither a string nor strings',
  )
  return list
}

function textOperator(operand: unknown, holds: (text: string, part: string) => Truth): Compare {
  const parts = strings(operand)
  return (value) => (typeof value === 'string' ? any(parts.map((part) => holds(value, part))) : undefined)
}

function inCidr(operand: unknown): Compare {
  const networks = strings(operand).map((text) => {
    const network = readNetwork(text)
    must(network !== undefined, `${text} is no network`)
    return network
  })
  return (value) => {
    const address = readAddress(value)
    if (address === undefined) return undefined
    return networks.some(({ prefix, length }) => address.length === length && address.startsWith(prefix))
  }
}

function numeric(operand: unknown, holds: (a: number, b: number) => boolean): Compare {
  must(typeof operand === 'number', 'no number')
  return (value) => (typeof value === 'number' ? holds(value, operand) : undefined)
}

function ordered<T>(
  read: (value: unknown) => T | undefined,
  compare: (a: T, b: T) => number,
  operand: unknown,
  holds: (order: number) => boolean,
): Compare {
  const right = read(operand)
  must(right !== undefined, 'an operand that can not be read')
  return (value) => {
    const left = read(value)
    return left === undefined ? undefined : holds(compare(left, right))
  }
}
