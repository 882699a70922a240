/** Turns outcomes into answers: status, ETag, Location, or the refusal. */
import type { Context } from 'hono'
import { changedPaths } from '../../domain/changed-paths.ts'
import type { Refusal } from '../../domain/decision.ts'
import type { Outcome, Page, Store } from '../../store/store.ts'
import { refusal } from '../errors.ts'
import type { AdminEnv } from './env.ts'
import type { PageQuery } from './request.ts'
import { encodeCursor, readPage } from './request.ts'

interface Versioned {
  readonly version: number
}

/** `200` with the resource and its ETag. */
export function shown(c: Context<AdminEnv>, resource: Versioned): Response {
  return c.json(resource, 200, { ...NO_STORE, ETag: etag(resource) })
}

/** Answers a write of a resource that was there. */
export async function written<T extends Versioned>(
  c: Context<AdminEnv>,
  store: Store,
  outcome: Outcome<T>,
): Promise<Response> {
  if (outcome.outcome === 'refused') return refused(c, store, outcome.refusal)
  tellReplay(c, outcome)
  return shown(c, outcome.answer)
}

/** Answers a write of several resources, which have no version in common. */
export async function answered<T extends object>(
  c: Context<AdminEnv>,
  store: Store,
  outcome: Outcome<T>,
): Promise<Response> {
  if (outcome.outcome === 'refused') return refused(c, store, outcome.refusal)
  tellReplay(c, outcome)
  return c.json(outcome.answer, 200, NO_STORE)
}

/** Answers a write that made a resource. A dry run made none, so it has no place. */
export async function created<T extends Versioned>(
  c: Context<AdminEnv>,
  store: Store,
  outcome: Outcome<T>,
  location: (resource: T) => string,
): Promise<Response> {
  if (outcome.outcome === 'refused') return refused(c, store, outcome.refusal)
  tellReplay(c, outcome)
  const { answer } = outcome
  if (outcome.outcome === 'unchanged') return shown(c, answer)
  return c.json(answer, 201, { ...NO_STORE, ETag: etag(answer), Location: `/api/v1${location(answer)}` })
}

/** `204`, or the refusal. */
export async function deleted(c: Context<AdminEnv>, store: Store, outcome: Outcome<unknown>): Promise<Response> {
  if (outcome.outcome === 'refused') return refused(c, store, outcome.refusal)
  tellReplay(c, outcome)
  return c.body(null, 204, NO_STORE)
}

/** Marks an answer that was given before, to the same request. */
function tellReplay(c: Context<AdminEnv>, { replayed }: { readonly replayed?: true }): void {
  if (replayed) c.header('Idempotency-Replayed', 'true')
}

/** A lost update also learns what changed since the version that it saw. */
export async function refused(c: Context<AdminEnv>, store: Store, why: Refusal): Promise<Response> {
  if (why.code !== 'version-conflict' || why.current === undefined) return refusal(c, why)
  const { resource, seen } = why.current
  const entries = await store.entriesSince(c.req.param('project') ?? '', resource, seen)
  // Too much to look through: anything may have changed.
  const changed = entries === undefined ? [''] : entries.flatMap(({ before, after }) => changedPaths(before, after))
  return refusal(c, why, [...new Set(changed)].sort())
}

/** A page of what `items` holds, in the order of their keys. @param shownAs - Asked of those on the page only. */
export function listed<T>(
  c: Context<AdminEnv>,
  items: Iterable<T>,
  query: PageQuery,
  keyOf: (item: T) => string,
  shownAs: (item: T) => T = (item) => item,
): Response {
  const { limit, cursor } = readPage(query)
  const after = [...items].filter((item) => cursor === undefined || keyOf(item) > cursor)
  after.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const shownItems = after.slice(0, limit)
  const last = shownItems.at(-1)
  const nextCursor = after.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null
  return c.json({ items: shownItems.map(shownAs), nextCursor }, 200, NO_STORE)
}

/** A page that the store turned. */
export function turned<T>(c: Context<AdminEnv>, { items, next }: Page<T>, resourceOf: (item: T) => unknown): Response {
  const nextCursor = next === null ? null : encodeCursor(String(next))
  return c.json({ items: items.map(resourceOf), nextCursor }, 200, NO_STORE)
}

const NO_STORE = { 'Cache-Control': 'no-store' }

function etag({ version }: Versioned): string {
  return `"${version}"`
}
