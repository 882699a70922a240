import type { z } from 'zod'
import { encodeExpected } from './condition.ts'
import type { ProblemError } from './problem.ts'
import { suggest } from './suggest.ts'

/** What a document is held against. */
export type Schema<T> = z.ZodType<T>

/** What came of holding a document against a schema. */
export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly ProblemError[] }

/** So many errors are told: a body of nothing else must not make an answer many times its size. */
const MAX_ERRORS = 100

/** Holds a body against a schema. Every error says where, what came, what was expected and, if one is near, what was meant. */
export function validate<T>(schema: Schema<T>, body: unknown): Validated<T> {
  const result = schema.safeParse(body, { error: describe, reportInput: true })
  if (result.success) return { ok: true, value: result.data }
  const errors: ProblemError[] = []
  for (const issue of result.error.issues) {
    if (errors.length < MAX_ERRORS) errors.push(...errorsOf(issue, body, MAX_ERRORS - errors.length))
  }
  return { ok: false, errors }
}

/** Texts for the issues whose schema gives none. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return `one of ${knownFields(issue.inst).join(', ')}`
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? `a value (${nameOf(issue.expected)})` : article(nameOf(issue.expected))
  if (issue.code === 'too_small') return `at least ${amount(issue.minimum, issue.origin)}`
  if (issue.code === 'too_big') return `at most ${amount(issue.maximum, issue.origin)}`
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String)
    const nearest = typeof issue.input === 'string' ? suggest(issue.input, known) : undefined
    return encodeExpected(known.length === 1 ? `${known[0]}` : `one of ${known.join(', ')}`, nearest)
  }
  return undefined
}

/** What JSON calls it. */
function nameOf(type: string): string {
  return { int: 'integer', record: 'object' }[type] ?? type
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

function amount(bound: number | bigint, origin: string): string {
  const units = UNITS[origin]
  return units === undefined ? `${bound}` : `${bound} ${units[bound === 1 ? 0 : 1]}`
}

function errorsOf(issue: z.core.$ZodIssue, body: unknown, atMost: number): ProblemError[] {
  const [expected = '', nearest] = issue.message.split('\0')
  if (issue.code === 'unrecognized_keys') {
    const known = expected.replace(/^one of /, '').split(', ')
    return issue.keys
      .slice(0, atMost)
      .map((key) =>
        withSuggestion({ path: pointer([...issue.path, key]), ...told(key), expected }, suggest(key, known)),
      )
  }
  return [withSuggestion({ path: pointer(issue.path), ...told(valueAt(body, issue.path)), expected }, nearest)]
}

function withSuggestion(error: ProblemError, suggestion: string | undefined): ProblemError {
  return suggestion === undefined ? error : { ...error, suggestion }
}

function knownFields(schema: unknown): readonly string[] {
  const shape = (schema as { _zod?: { def?: { shape?: Record<string, unknown> } } } | undefined)?._zod?.def?.shape
  return Object.keys(shape ?? {})
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value
}

/** So much of a value is repeated, in characters of a text or of JSON: enough to recognise it, never a whole document. */
const MAX_TOLD = 200

/** Name and password in a URL: nobody wants to read them in a log of answers. */
const USER_INFO = /:\/\/[^/?#\s"]*@/

/**
 * What came, as an error repeats it: a text cut off where it is long; a long list or object in words only, as is what
 * holds a password.
 */
export function told(value: unknown): Pick<ProblemError, 'value' | 'message'> {
  if (value === undefined) return {}
  if (typeof value === 'string') {
    if (USER_INFO.test(value)) return { message: 'a URL with a password' }
    return { value: value.length > MAX_TOLD ? `${value.slice(0, MAX_TOLD).replace(/[\uD800-\uDBFF]$/, '')}…` : value }
  }
  const text = JSON.stringify(value)
  if (text.length <= MAX_TOLD && !USER_INFO.test(text)) return { value }
  return { message: Array.isArray(value) ? `an array of ${value.length}` : 'an object' }
}

/** RFC 6901. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
