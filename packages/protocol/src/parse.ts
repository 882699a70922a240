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
  return isObject(value) ? parseObject(shape, value, path) : refuse(path, 'object', value)
}

type Described = { readonly [field: string]: Shape }

function parseObject(shape: Described, value: Record<string, unknown>, path: string): unknown {
  const fields = Object.keys(shape)
  const result: Record<string, unknown> = fields.some((field) => field[0] === '*') ? Object.create(null) : {}
  for (const field of fields) {
    const name = field.replace('?', '')
    const isOptional = name !== field
    const inner = shape[field] as Shape
    if (name === '*') {
      for (const key of Object.keys(value)) {
        if (key in result) continue
        const member = value[key]
        result[key] = isOptional && member === null ? null : parseShape(inner, member, `${path}/${key}`)
      }
    } else if (Object.hasOwn(value, name)) {
      result[name] = parseShape(inner, value[name], `${path}/${name}`)
    } else if (!isOptional) {
      refuse(`${path}/${name}`, kindOf(inner), undefined)
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// `Array.isArray` does not narrow readonly tuples.
function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function kindOf(shape: Shape): string {
  return typeof shape === 'string' ? shape : isList(shape) ? 'array' : 'object'
}

function refuse(path: string, expected: string, value: unknown): never {
  const came = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  throw new ProtocolError(
    value === undefined ? 'MISSING_FIELD' : 'WRONG_TYPE',
    path,
    `expected ${expected}, got ${value === undefined ? 'nothing' : came}`,
  )
}
