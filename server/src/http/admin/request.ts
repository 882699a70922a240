/** Reads what every admin request carries: body, reason, If-Match, dry run, page. */

import type { Schema } from '@halyard/admin-api'
import { suggest, validate } from '@halyard/admin-api'
import type { Context } from 'hono'
import type { Problem } from '../../domain/decision.ts'
import type { Limits } from '../../domain/limits.ts'
import type { Ask } from '../../services/deps.ts'
import { HttpError } from '../errors.ts'
import { readBytes } from '../read-body.ts'
import { parseStrictJson, StrictJsonError } from '../strict-json.ts'
import type { AdminEnv } from './env.ts'

export interface WriteRequest<T> extends Ask {
  readonly input: T
}

/**
 * A write's body, held against its schema, with the reason taken out of it.
 * @throws HttpError
 */
export async function readWrite<T extends { reason?: string | undefined }>(
  c: Context<AdminEnv>,
  schema: Schema<T>,
  limits: Limits,
): Promise<WriteRequest<Omit<T, 'reason'>>> {
  const { reason, ...input } = parseWith(schema, await readJson(c, limits))
  return { input, ...readAsk(c, reason) }
}

/** Holds a value against a schema. @throws HttpError `invalid` */
export function parseWith<T>(schema: Schema<T>, value: unknown): T {
  const result = validate(schema, value)
  if (result.ok) return result.value
  throw new HttpError('invalid', firstProblem(result.errors), { errors: result.errors })
}

/** Reason, If-Match and dry run of a request whose body says no reason. @throws HttpError */
export function readAsk(c: Context<AdminEnv>, reason?: string): Ask {
  return { reason: reason ?? reasonHeader(c), ifMatch: readIfMatch(c), dryRun: readFlag(c, 'dryRun') }
}

/** The body as JSON; an empty one reads as `{}`. @throws HttpError */
export async function readJson(c: Context<AdminEnv>, limits: Limits): Promise<unknown> {
  const type = c.req.header('content-type')
  if (type !== undefined && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new HttpError(
      'bad-json',
      `The body must be JSON (application/json), got ${JSON.stringify(type.slice(0, 80))}.`,
    )
  }
  const text = await readText(c, limits.bodyBytes)
  if (text.trim() === '') return {}
  try {
    return parseStrictJson(text, limits.jsonDepth)
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error
    const { path, expected } = error
    throw new HttpError('bad-json', error.message, { errors: [{ path, expected }] })
  }
}

/** True for `?name=true`. @throws HttpError for anything but true and false */
export function readFlag(c: Context<AdminEnv>, name: string): boolean {
  const value = c.req.query(name)
  if (value === undefined || value === 'false') return false
  if (value === 'true' || value === '') return true
  throw badQuery(name, value, 'true or false')
}

const PARAMETERS = ['cursor', 'dryRun', 'kind', 'limit', 'purge', 'q', 'state', 'tag']

/**
 * Refuses query parameters that mean nothing here: a misspelt `dryRun` must not become a write. A kill alone takes
 * whatever comes along: nothing may stand between a person and a kill.
 * @throws HttpError
 */
export function refuseUnknownParameters(c: Context<AdminEnv>): void {
  if (c.req.path.endsWith('/kill')) return
  for (const name of new URL(c.req.url).searchParams.keys()) {
    if (PARAMETERS.includes(name)) continue
    const shown = name.slice(0, 100)
    const suggestion = suggest(shown, PARAMETERS)
    const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`
    const errors = [{ path: `?${shown}`, value: shown, expected: `one of ${PARAMETERS.join(', ')}`, suggestion }]
    throw new HttpError('bad-request', `There is no query parameter "${shown}".${hint}`, { errors })
  }
}

/** `?limit=` and `&cursor=`. @throws HttpError */
export function readPage(c: Context<AdminEnv>): { readonly limit: number; readonly cursor: string | undefined } {
  const text = c.req.query('limit')
  const limit = text === undefined ? 100 : Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw badQuery('limit', text, 'a whole number from 1 to 1000')
  const cursor = c.req.query('cursor')
  if (cursor === undefined) return { limit, cursor }
  const decoded = Buffer.from(cursor, 'base64url').toString()
  if (encodeCursor(decoded) !== cursor) throw badQuery('cursor', cursor, 'the `nextCursor` of the page before')
  return { limit, cursor: decoded }
}

/** Opaque to clients. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url')
}

export function badQuery(name: string, value: string | undefined, expected: string): HttpError {
  const error: Problem = { path: `?${name}`, value: value?.slice(0, 200), expected }
  return new HttpError('bad-request', `The query parameter "${name}" must be ${expected}.`, { errors: [error] })
}

async function readText(c: Context<AdminEnv>, maxBytes: number): Promise<string> {
  const encoding = c.req.header('content-encoding')
  if (encoding !== undefined && encoding !== 'identity') {
    throw new HttpError('bad-request', 'Bodies are read as they are: send it without Content-Encoding.')
  }
  const bytes = await readBytes(c.req, maxBytes)
  try {
    return UTF_8.decode(bytes)
  } catch {
    throw new HttpError('bad-json', 'The body must be UTF-8.')
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

function reasonHeader(c: Context<AdminEnv>): string | null {
  const reason = c.req.header('x-halyard-reason')?.trim()
  if (reason === undefined || reason === '') return null
  if (reason.length > 1_000) throw new HttpError('bad-request', 'X-Halyard-Reason may have at most 1,000 characters.')
  return reason
}

function readIfMatch(c: Context<AdminEnv>): number | undefined {
  const text = c.req.header('if-match')?.trim()
  if (text === undefined || text === '*') return undefined
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(text)?.[1]
  if (version === undefined)
    throw new HttpError('bad-request', 'If-Match must be an ETag that this API gave, such as "3".')
  return Number(version)
}

function firstProblem(errors: readonly Problem[]): string {
  const [first] = errors
  if (first === undefined) return 'The document is not valid.'
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const hint = first.suggestion === undefined ? '' : ` Did you mean "${first.suggestion}"?`
  return `${first.path === '' ? 'The body' : first.path}: expected ${first.expected}.${hint}${more}`
}
