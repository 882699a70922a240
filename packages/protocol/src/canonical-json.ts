import { ProtocolError } from './errors.ts'
import { MAX_DEPTH } from './parse.ts'

/**
 * RFC 8785: the one JSON text of a value, whatever the order of its keys. What an item's hash is taken of.
 * Members that are `undefined` are left out, as in the JSON that travels.
 * @throws ProtocolError `NOT_ENCODABLE` for what JSON or the RFC lacks: functions, bigints, symbols, non-finite
 * numbers, lone surrogates, nesting beyond {@link MAX_DEPTH} (a cycle too).
 * @see docs/protocol.md, "Hash and digest"
 */
export function canonicalJson(value: unknown): string {
  return write(value, '', MAX_DEPTH)
}

function write(value: unknown, path: string, depth: number): string {
  if (typeof value === 'string') return writeString(value, path)
  if (value === null || typeof value === 'boolean') return String(value)
  // ECMAScript's own number format is the RFC's; it writes -0 as 0.
  if (Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value !== 'object') throw refusal(path, 'a JSON value')
  if (depth === 0) throw refusal(path, `at most ${MAX_DEPTH} levels of nesting`)
  if (Array.isArray(value)) {
    return `[${value.map((member, index) => write(member, `${path}/${index}`, depth - 1)).join(',')}]`
  }
  return `{${members(value as Record<string, unknown>, path, depth).join(',')}}`
}

function members(object: Record<string, unknown>, path: string, depth: number): string[] {
  return (
    Object.keys(object)
      .filter((name) => object[name] !== undefined)
      // Without a comparator: by UTF-16 code units, as the RFC has it.
      .sort()
      .map((name) => `${writeString(name, path)}:${write(object[name], `${path}/${name}`, depth - 1)}`)
  )
}

function writeString(text: string, path: string): string {
  if (/\p{Surrogate}/u.test(text)) throw refusal(path, 'text without lone surrogates')
  return JSON.stringify(text)
}

function refusal(path: string, expected: string): ProtocolError {
  return new ProtocolError('NOT_ENCODABLE', path, `expected ${expected}`)
}
