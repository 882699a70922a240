/**
 * Reads JSON that means the same to everybody. Refused, with the place: nesting that would overflow somebody's stack,
 * a name given twice (parsers differ in which one wins), numbers that would come back as other numbers, lone
 * surrogates, and the name `__proto__`.
 */
import { escapeStep } from '../domain/limits.ts'
import { expectedInstead } from './exact-number.ts'

export class StrictJsonError extends Error {
  /** JSON Pointer to what is wrong; empty for the whole text. */
  readonly path: string
  readonly expected: string

  constructor(path: string, expected: string) {
    super(`${path === '' ? 'The body' : path}: expected ${expected}`)
    this.name = 'StrictJsonError'
    this.path = path
    this.expected = expected
  }
}

interface Level {
  /** Undefined in an array. */
  readonly names: Set<string> | undefined
  step: string
  index: number
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}[\],:]/gy
const BETWEEN = /(?:[ \t\n\r]|true|false|null)*/gy

const LONE_SURROGATE = /\p{Surrogate}/u

/** @throws StrictJsonError */
export function parseStrictJson(text: string, maxDepth: number): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new StrictJsonError('', `JSON (${error instanceof Error ? error.message.slice(0, 120) : 'not readable'})`)
  }
  check(text, maxDepth)
  return value
}

/** Walks the tokens of a text that is known to be JSON, without recursion. */
function check(text: string, maxDepth: number): void {
  const levels: Level[] = []
  let at = 0
  let expectsName = false
  while (at < text.length) {
    BETWEEN.lastIndex = at
    BETWEEN.test(text)
    TOKEN.lastIndex = Math.max(at, BETWEEN.lastIndex)
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined) return
    at = TOKEN.lastIndex
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      if (levels.length === maxDepth) throw new StrictJsonError(pathOf(levels), `at most ${maxDepth} levels of nesting`)
      levels.push({ names: token === '{' ? new Set() : undefined, step: '', index: 0 })
      expectsName = token === '{'
    } else if (token === '}' || token === ']') {
      levels.pop()
      expectsName = false
    } else if (token === ',') {
      if (level !== undefined) level.index++
      expectsName = level?.names !== undefined
    } else if (token === ':') {
      expectsName = false
    } else if (token.startsWith('"')) {
      checkText(token, levels, expectsName ? level : undefined)
    } else {
      checkNumber(token, levels)
    }
  }
}

function checkText(token: string, levels: readonly Level[], named: Level | undefined): void {
  const text = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1)
  if (named !== undefined) {
    named.step = text
    if (text === '__proto__') throw new StrictJsonError(pathOf(levels), 'another name than __proto__')
    if (named.names?.has(text) === true) throw new StrictJsonError(pathOf(levels), 'each name once')
    named.names?.add(text)
  }
  if (LONE_SURROGATE.test(text)) throw new StrictJsonError(pathOf(levels), 'text without lone surrogates')
}

function checkNumber(token: string, levels: readonly Level[]): void {
  const expected = expectedInstead(token)
  if (expected !== undefined) throw new StrictJsonError(pathOf(levels), expected)
}

function pathOf(levels: readonly Level[]): string {
  return levels.map(({ names, step, index }) => `/${names === undefined ? index : escapeStep(step)}`).join('')
}
