/** Query parameters, held against what an operation describes. */
import type { Operation } from '@halyard/admin-api'
import { suggest, validate } from '@halyard/admin-api'
import type { Context } from 'hono'
import { HttpError } from '../errors.ts'
import type { AdminEnv } from './env.ts'
import { badQuery } from './request.ts'

/** Of a name that somebody made up. */
const MAX_SHOWN = 100

type Query = Readonly<Record<string, unknown>>

/**
 * Reads the query as the operation describes it. A parameter that means nothing here is refused: a misspelt `dryRun`
 * must not become a write. What is urgent takes whatever else comes along.
 * @throws HttpError naming the parameter and what would do: `bad-request` for what cannot be read, `invalid` for what
 * can and will not do
 */
export function readQuery(c: Context<AdminEnv>, { query, urgent }: Operation): Query {
  // Most requests have none, and a URL costs more to take apart than everything else here.
  if (!c.req.url.includes('?')) return {}
  const known = Object.keys(query.shape)
  const given: Record<string, unknown> = {}
  const parameters = new URL(c.req.url).searchParams
  for (const [name, text] of parameters) {
    // Of two that differ, either may be the one that was meant.
    if (Object.hasOwn(given, name) && (urgent !== true || name === 'dryRun')) throw badQuery(name, text, 'given once')
    if (known.includes(name)) given[name] = decode(text, query.shape[name])
    else if (urgent !== true || suggest(name.slice(0, MAX_SHOWN), known) === 'dryRun')
      throw unknownParameter(name, known)
  }
  const result = validate(query, given)
  if (result.ok) return result.value
  const [first] = result.errors
  const name = first?.path.slice(1) ?? ''
  const code = isReadable(given[name], query.shape[name]) ? 'invalid' : 'bad-request'
  throw badQuery(name, parameters.get(name) ?? undefined, first?.expected ?? 'another value', code)
}

function unknownParameter(name: string, known: readonly string[]): HttpError {
  const shown = name.slice(0, MAX_SHOWN)
  const suggestion = suggest(shown, known)
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`
  const expected = known.length === 0 ? 'no parameter' : `one of ${known.join(', ')}`
  const errors = [{ path: `?${shown}`, value: shown, expected, suggestion }]
  return new HttpError('bad-request', `There is no query parameter "${shown}" here.${hint}`, { errors })
}

/** Text as the value that its schema expects; what cannot be one stays text, for the schema to refuse. */
function decode(text: string, schema: unknown): unknown {
  const { type } = innerMost(schema)
  if (type === 'boolean') return text === 'true' || text === '' ? true : text === 'false' ? false : text
  if (type === 'number') return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : text
  return text
}

/** Whether a value is of its schema's kind, though it may be out of bounds. */
function isReadable(value: unknown, schema: unknown): boolean {
  const { type, format } = innerMost(schema)
  return type === 'number' || type === 'boolean' ? typeof value === type : format === undefined
}

interface Definition {
  readonly _zod: { readonly def: { readonly type: string; readonly format?: string; readonly innerType?: Definition } }
}

function innerMost(schema: unknown): Definition['_zod']['def'] {
  let { def } = (schema as Definition)._zod
  while (def.innerType !== undefined) def = def.innerType._zod.def
  return def
}
