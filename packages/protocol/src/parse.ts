/** The one parser: walks a message's description and the value side by side, and trusts neither value nor keys. */
import { ProtocolError } from './errors.ts'
import { MAX_DEPTH, type Scalar, type Shape } from './shape.ts'

/** `JSON.parse` for what came over a wire. @throws ProtocolError `NOT_JSON` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's own message quotes the payload.
    throw new ProtocolError('NOT_JSON', '', 'expected JSON')
  }
}

/**
 * A copy of `value` that has exactly the described fields. Objects with free keys come back without a prototype, so
 * that a key such as `__proto__` or `constructor` is a key like any other.
 * @throws ProtocolError with the path of the first field that is missing or wrong.
 */
export function parseShape(shape: Shape, value: unknown, path = ''): unknown {
  if (typeof shape === 'string') return SCALARS[shape](value) ? value : refuse(path, shape, value)
  if (isList(shape)) {
    if (!Array.isArray(value)) return refuse(path, 'array', value)
    return value.map((element, index) => parseShape(shape[0], element, `${path}/${index}`))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(path, 'object', value)
  const result = Object.create(null)
  for (const [field, inner] of Object.entries(shape)) {
    const name = field.replace('?', '')
    const isOptional = name !== field
    for (const key of name === '*' ? Object.keys(value) : [name]) {
      const member: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
      if (key in result || (isOptional && member === undefined)) continue
      result[key] = field === '*?' && member === null ? null : parseShape(inner, member, `${path}/${key}`)
    }
  }
  return result
}

const SCALARS: Record<Scalar, (value: unknown) => boolean> = {
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  integer: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  string: (value) => typeof value === 'string',
  hash: (value) => typeof value === 'string' && /^[\da-f]{16}$/.test(value),
  id: (value) => typeof value === 'string' && /^[\w.-]{1,128}$/.test(value),
  primitive: (value) => value !== null && isJson(value, 0),
  json: (value) => isJson(value, MAX_DEPTH),
}

/** `1e999` is JSON for infinity, which no evaluator and no cache could hand on. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return value !== undefined
  return depth > 0 && Object.values(value).every((member) => isJson(member, depth - 1))
}

// `Array.isArray` does not narrow readonly tuples.
function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function refuse(path: string, expected: string, value: unknown): never {
  const came = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const code = value === undefined ? 'MISSING_FIELD' : 'WRONG_TYPE'
  throw new ProtocolError(code, path, `expected ${expected}, got ${came}`)
}
