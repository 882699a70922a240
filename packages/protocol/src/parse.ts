/** The one parser: walks a message's description and the value side by side, and trusts neither value nor keys. */
import { ProtocolError } from './errors.ts'
import { SCALARS, type Shape } from './shape.ts'

/**
 * How deep a message may nest. About twice what the server lets in, so that what was written is never refused; shallow
 * enough that whoever walks a message by recursion never runs out of stack.
 */
export const MAX_DEPTH = 64

/**
 * Checks parsed JSON against its description, in place: fields that are not described stay where they are, so that
 * what an SDK keeps in its cache is all there for a later release that knows them. Described objects lose their
 * prototype, so that a key such as `__proto__` or `constructor` is a key like any other.
 * @returns `value`
 * @throws ProtocolError with the path of the first field that is missing or wrong.
 */
export function parseMessage(shape: Shape, value: unknown): unknown {
  if (!isSane(value, MAX_DEPTH)) refuse('', 'finite numbers, few levels', value)
  check(shape, value, '')
  return value
}

function check(shape: Shape, value: unknown, path: string): void {
  const isList = Array.isArray(shape)
  if (typeof shape === 'string') return SCALARS[shape].test(tagged(value)) ? undefined : refuse(path, shape, value)
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== isList) {
    return refuse(path, isList ? 'array' : 'object', value)
  }
  if (!isList) Object.setPrototypeOf(value, null)
  const members = value as Record<string, unknown>
  for (const [field, inner] of Object.entries(shape)) {
    const name = field.replace('?', '')
    for (const key of isList || name === '*' ? Object.keys(members) : [name]) {
      const member = members[key]
      const mayLack = name !== field && (member === undefined || (member === null && name === '*'))
      if (!mayLack) check(inner, member, `${path}/${key}`)
    }
  }
}

/** A value's type and text in one, for a pattern to judge: `number7`, `stringpro`. */
function tagged(value: unknown): string {
  return typeof value === 'object' ? 'object' : `${typeof value}${value as string}`
}

/** `1e999` is JSON for infinity, which no evaluator and no cache could hand on. */
function isSane(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((member) => isSane(member, depth - 1))
}

function refuse(path: string, expected: string, value: unknown): never {
  // The type as in "[object Null]": tells null and arrays from objects.
  const came = Object.prototype.toString.call(value).slice(8, -1)
  throw new ProtocolError('WRONG_FIELD', path, `expected ${expected}, got ${came}`)
}
