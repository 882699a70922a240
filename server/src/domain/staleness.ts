/**
 * Why a flag should perhaps be gone. What each kind is for decides what is asked of it: a release flag that everybody
 * has is debt, a kill switch that nobody pulled is not.
 * @see docs/lifecycle.md
 */
import type { STALE_CODES } from '@halyard/admin-api'
import type { Serve } from '@halyard/evaluator'
import type { Configuration, Flag, FlagKind } from './documents.ts'

export interface StaleReason {
  readonly code: (typeof STALE_CODES)[number]
  /** For people. */
  readonly detail: string
  /** Since when it has been so. */
  readonly sinceMs: number
}

/** A flag as one environment has it. */
export interface FlagInEnvironment {
  readonly environment: string
  readonly configuration: Configuration
  readonly changedAtMs: number
  /** Undefined: never, as far as SDKs said. */
  readonly lastEvaluatedMs: number | undefined
  /** When SDKs of this environment first reported anything; undefined: never, so their silence says nothing. */
  readonly reportsSinceMs: number | undefined
}

const DAY_MS = 24 * 3_600_000
/** A release flag is to be removed within two weeks of full rollout. */
export const SETTLED_MS: number = 14 * DAY_MS
export const SILENT_MS: number = 14 * DAY_MS
export const ABANDONED_MS: number = 60 * DAY_MS
export const REVIEW_MS: number = 90 * DAY_MS

/** Kinds that come to an end: everybody has it, or nobody. */
const TEMPORARY: ReadonlySet<FlagKind> = new Set(['release', 'experiment', 'migration'])
/** Kinds that may stay, if somebody looks at them each quarter. */
const REVIEWED: ReadonlySet<FlagKind> = new Set(['experiment', 'permission'])

/** @returns every reason, the most telling first; none for a flag that is archived. */
export function staleReasons(flag: Flag, places: readonly FlagInEnvironment[], nowMs: number): readonly StaleReason[] {
  if (flag.archived || places.length === 0) return []
  const found = [
    rolledOut(flag, places, nowMs),
    constant(flag, places, nowMs),
    notEvaluated(flag, places, nowMs),
    expired(flag, nowMs),
    abandoned(flag, places, nowMs),
    reviewDue(flag, places, nowMs),
  ]
  return found.filter((reason) => reason !== undefined)
}

/** The one variant that everybody gets, null for the caller's default; undefined when it depends on who asks. */
export function constantVariant(configuration: Configuration): string | null | undefined {
  const { enabled, killed, offVariant, prerequisites, targets, rules, fallthrough } = configuration
  // A kill is a moment, not a state to settle in.
  if (killed) return undefined
  if (!enabled) return offVariant
  const served = new Set<string | null>([
    ...variantsOf(fallthrough),
    ...targets.map(({ variant }) => variant),
    ...rules.flatMap(({ serve }) => variantsOf(serve)),
    ...(prerequisites.length > 0 ? [offVariant] : []),
  ])
  const [only] = served
  return served.size === 1 ? only : undefined
}

function variantsOf(serve: Serve): readonly string[] {
  return 'variant' in serve ? [serve.variant] : serve.split.ranges.map(([variant]) => variant)
}

function rolledOut({ kind }: Flag, places: readonly FlagInEnvironment[], nowMs: number): StaleReason | undefined {
  if (!TEMPORARY.has(kind)) return undefined
  const live = places.filter(({ configuration }) => configuration.enabled)
  const sinceMs = lastChange(live)
  if (live.length === 0 || nowMs - sinceMs < SETTLED_MS) return undefined
  const variants = live.map(({ configuration }) => constantVariant(configuration))
  if (variants.includes(undefined)) return undefined
  const names = live.map(({ environment }, index) => `"${variants[index] ?? '(default)'}" in ${environment}`)
  return { code: 'fully-rolled-out', detail: `Everybody gets ${names.join(', ')}.`, sinceMs }
}

function constant({ kind }: Flag, places: readonly FlagInEnvironment[], nowMs: number): StaleReason | undefined {
  const variants = new Set(places.map(({ configuration }) => constantVariant(configuration)))
  const [only] = variants
  const sinceMs = lastChange(places)
  const isSettled = variants.size === 1 && only !== undefined && nowMs - sinceMs >= SETTLED_MS
  if (!TEMPORARY.has(kind) || !isSettled) return undefined
  return { code: 'constant', detail: `It is "${only ?? '(default)'}" for everybody in every environment.`, sinceMs }
}

function notEvaluated(flag: Flag, places: readonly FlagInEnvironment[], nowMs: number): StaleReason | undefined {
  const heard = places.filter(
    ({ reportsSinceMs }) => reportsSinceMs !== undefined && nowMs - reportsSinceMs >= SILENT_MS,
  )
  const last = Math.max(...places.map(({ lastEvaluatedMs }) => lastEvaluatedMs ?? Number.NEGATIVE_INFINITY))
  if (heard.length === 0 || nowMs - Math.max(last, flag.createdAtMs) < SILENT_MS) return undefined
  const detail =
    last === Number.NEGATIVE_INFINITY
      ? 'No SDK ever reported that it was evaluated.'
      : `No SDK has reported an evaluation since ${new Date(last).toISOString()}.`
  return { code: 'not-evaluated', detail, sinceMs: Math.max(last, flag.createdAtMs) }
}

function expired({ expiresAt }: Flag, nowMs: number): StaleReason | undefined {
  const sinceMs = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt)
  if (!(sinceMs <= nowMs)) return undefined
  return { code: 'expired', detail: `It was meant to be gone by ${expiresAt}.`, sinceMs }
}

function abandoned(flag: Flag, places: readonly FlagInEnvironment[], nowMs: number): StaleReason | undefined {
  const sinceMs = Math.max(flag.updatedAtMs, lastChange(places))
  if (places.some(({ configuration }) => configuration.enabled) || nowMs - sinceMs < ABANDONED_MS) return undefined
  return { code: 'abandoned', detail: 'It is off everywhere, and nobody has touched it for two months.', sinceMs }
}

function reviewDue(flag: Flag, places: readonly FlagInEnvironment[], nowMs: number): StaleReason | undefined {
  const sinceMs = Math.max(flag.updatedAtMs, lastChange(places))
  if (!REVIEWED.has(flag.kind) || nowMs - sinceMs < REVIEW_MS) return undefined
  return { code: 'review-due', detail: `Nobody has looked at this ${flag.kind} flag for a quarter.`, sinceMs }
}

function lastChange(places: readonly FlagInEnvironment[]): number {
  return Math.max(...places.map(({ changedAtMs }) => changedAtMs))
}
