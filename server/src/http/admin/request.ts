/** Reads what every admin request carries: body, reason, If-Match, dry run, page. */

import type { Operation, Schema } from '@halyard/admin-api'
import { validate } from '@halyard/admin-api'
import type { Context } from 'hono'
import type { Versions } from '../../domain/command.ts'
import type { Problem } from '../../domain/decision.ts'
import type { Limits } from '../../domain/limits.ts'
import type { Ask } from '../../services/deps.ts'
import { HttpError } from '../errors.ts'
import { readBytes } from '../read-body.ts'
import { parseStrictJson, StrictJsonError } from '../strict-json.ts'
import type { AdminEnv } from './env.ts'
import { readOnce } from './idempotency.ts'

export interface WriteRequest<T> extends Ask {
  readonly input: T
}

interface AskQuery {
  readonly dryRun?: boolean | undefined
  readonly confirm?: boolean | undefined
}

export interface PageQuery {
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

interface KeyedPage {
  readonly limit: number
  readonly cursor: string | undefined
}

/**
 * A write's body, held against its schema, with the reason taken out of it.
 * @throws HttpError
 */
export async function readWrite(
  c: Context<AdminEnv>,
  { body: schema, urgent, permission, maxBodyBytes }: Operation,
  query: AskQuery,
  limits: Limits,
): Promise<WriteRequest<object>> {
  const isUrgent = urgent === true
  const isSwitch = permission === 'flag.kill'
  const sent = schema === undefined ? {} : await readJson(c, limits, maxBodyBytes)
  const body = schema === undefined ? {} : parseWith(schema, isSwitch ? withShortReason(sent) : sent)
  // Every write's schema is one of an object that may say why.
  const { reason, ...input } = body as { readonly reason?: string }
  return {
    input,
    reason: reason ?? reasonHeader(c, isSwitch),
    ifMatch: isSwitch ? undefined : readVersions(c, 'If-Match'),
    ifNoneMatch: isSwitch ? undefined : readVersions(c, 'If-None-Match'),
    dryRun: query.dryRun === true,
    confirm: query.confirm === true,
    once: readOnce(c, body, isUrgent),
  }
}

/** Holds a value against a schema. @throws HttpError `invalid` */
export function parseWith<T>(schema: Schema<T>, value: unknown): T {
  const result = validate(schema, value)
  if (result.ok) return result.value
  throw new HttpError('invalid', firstProblem(result.errors), { errors: result.errors })
}

/**
 * The body as JSON; an empty one reads as `{}`.
 * @param maxBytes - What it may have, where that is less than for others.
 * @throws HttpError
 */
export async function readJson(
  c: Context<AdminEnv>,
  limits: Limits,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<unknown> {
  const text = await readText(c, Math.min(limits.bodyBytes, maxBytes))
  // Before its type: some clients name that of forms where they send nothing, and a kill must not fail by it.
  if (text.trim() === '') return {}
  const type = c.req.header('content-type')
  if (type !== undefined && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new HttpError(
      'bad-json',
      `The body must be JSON (application/json), got ${JSON.stringify(type.slice(0, 80))}.`,
    )
  }
  try {
    return parseStrictJson(text, limits.jsonDepth)
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error
    const { path, expected } = error
    throw new HttpError('bad-json', error.message, { errors: [{ path, expected }] })
  }
}

/** A page as an operation's query asks for it. @throws HttpError for a cursor that no page before gave */
export function readPage({ limit = 100, cursor }: PageQuery): KeyedPage {
  if (cursor === undefined) return { limit, cursor }
  const decoded = Buffer.from(cursor, 'base64url').toString()
  if (encodeCursor(decoded) !== cursor) throw badCursor(cursor)
  return { limit, cursor: decoded }
}

/** The same for lists whose cursors are numbers. @throws HttpError */
export function readNumberedPage(query: PageQuery): { readonly limit: number; readonly before: number | undefined } {
  const { limit, cursor } = readPage(query)
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw badCursor(query.cursor)
  return { limit, before: cursor === undefined ? undefined : Number(cursor) }
}

function badCursor(cursor: string | undefined): HttpError {
  return badQuery('cursor', cursor, 'the `nextCursor` of the page before')
}

/** Opaque to clients. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url')
}

export function badQuery(
  name: string,
  value: string | undefined,
  expected: string,
  code: 'bad-request' | 'invalid' = 'bad-request',
): HttpError {
  const error: Problem = { path: `?${name}`, value: value?.slice(0, 200), expected }
  return new HttpError(code, `The query parameter "${name}" must be ${expected}.`, { errors: [error] })
}

async function readText(c: Context<AdminEnv>, maxBytes: number): Promise<string> {
  const bytes = await readBytes(c.req, maxBytes)
  try {
    return UTF_8.decode(bytes)
  } catch {
    throw new HttpError('bad-json', 'The body must be UTF-8.')
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

const MAX_REASON = 1_000
/** Of an ETag of something else, which matches no version of this: they begin at 1. */
const NO_VERSION = -1
/** In characters of JSON. */
const MAX_SHOWN = 100

/** A kill or a restore is not refused for what somebody wrote at length, nor for a reason that is `null` or empty. */
function withShortReason(sent: unknown): unknown {
  if (sent === null || typeof sent !== 'object' || !('reason' in sent)) return sent
  const { reason, ...others } = sent
  if (reason === null) return others
  if (typeof reason !== 'string') return sent
  const said = reason.trim()
  return said === '' ? others : { ...others, reason: shortened(said) }
}

/** @param isSwitch - What is too long is cut off, not refused. */
function reasonHeader(c: Context<AdminEnv>, isSwitch: boolean): string | null {
  const reason = fromBytes(c.req.header('x-halyard-reason') ?? '').trim()
  if (reason === '') return null
  if (reason.length > MAX_REASON && !isSwitch)
    throw new HttpError('bad-request', 'X-Halyard-Reason may have at most 1,000 characters.')
  return shortened(reason)
}

/** Half a character is no text: the audit could not keep it. */
function shortened(reason: string): string {
  return reason.slice(0, MAX_REASON).replace(/[\uD800-\uDBFF]$/, '')
}

/** A header comes as its bytes, each a character: shells send UTF-8, and `fetch` sends Latin-1. */
function fromBytes(text: string): string {
  try {
    return UTF_8.decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}

/** A list of ETags, or `*`. @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1 */
function readVersions(c: Context<AdminEnv>, name: 'If-Match' | 'If-None-Match'): Versions | undefined {
  const text = c.req.header(name)?.trim()
  if (text === undefined || text === '*') return text
  const versions = text.match(/(?:W\/)?"[^"]*"|[^\s,]+/g)?.map(versionOf)
  if (versions?.every((version) => version !== undefined)) return versions
  throw new HttpError('bad-request', `${name} must be * or ETags that this API gave, such as "3".`)
}

function versionOf(tag: string): number | undefined {
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(tag)?.[1]
  if (version !== undefined) return Number(version)
  return /^(?:W\/)?".*"$/.test(tag) ? NO_VERSION : undefined
}

function firstProblem(errors: readonly Problem[]): string {
  const [first] = errors
  if (first === undefined) return 'The document is not valid.'
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const hint = first.suggestion === undefined ? '' : ` Did you mean "${first.suggestion}"?`
  return `${first.path === '' ? 'The body' : first.path}: expected ${first.expected}${got(first)}.${hint}${more}`
}

/** What is long stands in `errors` only. */
function got({ value, message }: Problem): string {
  const text = message ?? JSON.stringify(value)
  return text === undefined || text.length > MAX_SHOWN ? '' : `, got ${text}`
}
