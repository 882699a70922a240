import type { ErrorCode, FlagType, JsonValue, Primitive, Reason, Serve } from '@halyard/evaluator'
import { attribute, isObject } from './attribute.ts'
import { compareAll, holds } from './conditions.ts'
import { bucket } from './hash.ts'
import { inList } from './operators.ts'
import type { FlagInEffect, Parts, World } from './world.ts'

/** What the vectors expect: an absent value is the caller's default. */
export interface Answer {
  readonly value?: JsonValue
  readonly variant?: string
  readonly reason: Reason
  readonly errorCode?: ErrorCode
  readonly flagMetadata: Readonly<Record<string, Primitive>>
}

interface Call {
  readonly world: World
  readonly context: unknown
  readonly ageMs: number
  /** Prerequisites that were evaluated in this call. */
  readonly answers: Map<string, Answer>
}

type Details = Readonly<Record<string, Primitive>>

const MAX_PREREQUISITES = 256

/** @see docs/evaluation.md, "Order of evaluation" */
export function evaluateNaively(world: World, key: string, context: unknown, ageMs = 0, type?: FlagType): Answer {
  const flag = world.flags.get(key)
  if (flag === undefined || flag.item.hidden) return { reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND', flagMetadata: {} }
  if (type !== undefined && type !== flag.item.type) return failed(flag, 'TYPE_MISMATCH', {})
  return decide(key, flag, { world, context: isObject(context) ? context : {}, ageMs, answers: new Map() })
}

function decide(key: string, flag: FlagInEffect, call: Call): Answer {
  const { item, parts } = flag
  if (item.killed || !item.enabled) return off(flag, 'DISABLED', item.killed ? { killed: true } : {})
  if (isStale(flag, call)) return off(flag, 'STALE', {})
  if (parts === undefined) return off(flag, 'DEFAULT', {})
  const missed = parts.prerequisites.find((entry) => !isMet(key, entry.flag, entry.variant, call))
  if (missed !== undefined) return off(flag, 'PREREQUISITE_FAILED', { prerequisite: missed.flag })
  return byTargets(flag, parts, call) ?? byRules(flag, parts, call) ?? byFallthrough(flag, parts, call)
}

function isStale({ item }: FlagInEffect, { ageMs }: Call): boolean {
  return item.maxStalenessMs !== undefined && ageMs > item.maxStalenessMs
}

function isMet(asker: string, key: string, variant: string, call: Call): boolean {
  const flag = call.world.flags.get(key)
  if (flag === undefined || canReach(key, asker, call.world, new Set())) return false
  if (!flag.item.enabled || flag.item.killed || isStale(flag, call)) return false
  if (!call.answers.has(key)) {
    if (call.answers.size === MAX_PREREQUISITES) return false
    // Counted before it is known: what it needs in its turn comes on top.
    call.answers.set(key, { reason: 'ERROR', flagMetadata: {} })
    call.answers.set(key, decide(key, flag, call))
  }
  return call.answers.get(key)?.variant === variant
}

function canReach(from: string, to: string, world: World, seen: Set<string>): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  const next = world.flags.get(from)?.parts?.prerequisites ?? []
  return next.some((entry) => canReach(entry.flag, to, world, seen))
}

function byTargets(flag: FlagInEffect, parts: Parts, { context, world }: Call): Answer | undefined {
  const target = parts.targets.find(
    ({ attribute: path, values }) => compareAll(attribute(context, path), inList(values, world.hashSalt)) === true,
  )
  return target && served(flag, target.variant, 'TARGETING_MATCH', {})
}

function byRules(flag: FlagInEffect, parts: Parts, { context, world }: Call): Answer | undefined {
  const scene = { context, segments: world.segments, hashSalt: world.hashSalt }
  for (const { id, if: condition, serve } of parts.rules) {
    if (condition !== undefined && holds(condition, scene) !== true) continue
    const answer = serveTo(flag, parts, serve, context, 'TARGETING_MATCH', { ruleId: id })
    if (answer !== undefined) return answer
  }
  return undefined
}

function byFallthrough(flag: FlagInEffect, parts: Parts, { context }: Call): Answer {
  const { prerequisites, targets, rules, fallthrough } = parts
  const isStatic = prerequisites.length + targets.length + rules.length === 0
  const answer = serveTo(flag, parts, fallthrough, context, isStatic ? 'STATIC' : 'DEFAULT', {})
  return answer ?? off(flag, 'DEFAULT', 'split' in fallthrough ? { unplaced: splitBy(fallthrough) } : {})
}

/** Undefined where a split can't place the context. */
function serveTo(
  flag: FlagInEffect,
  { salt }: Parts,
  serve: Serve,
  context: unknown,
  reason: Reason,
  details: Details,
): Answer | undefined {
  if (!('split' in serve)) return served(flag, serve.variant, reason, details)
  const by = splitBy(serve)
  const place = bucket(salt, attribute(context, by))
  if (place === undefined) return by === 'targetingKey' ? failed(flag, 'TARGETING_KEY_MISSING', details) : undefined
  const range = serve.split.ranges.find(([, end]) => end > place)
  return range && served(flag, range[0], 'SPLIT', details)
}

function splitBy(serve: { readonly split: { readonly by?: string } }): string {
  return serve.split.by ?? 'targetingKey'
}

function served(flag: FlagInEffect, variant: string, reason: Reason, details: Details): Answer {
  const value = flag.item.variants[variant]
  return { ...(value === undefined ? {} : { value }), variant, reason, flagMetadata: metadata(flag, details) }
}

function off(flag: FlagInEffect, reason: Reason, details: Details): Answer {
  const { offVariant, variants } = flag.item
  if (offVariant === undefined || !Object.hasOwn(variants, offVariant)) {
    return { reason, flagMetadata: metadata(flag, details) }
  }
  return served(flag, offVariant, reason, details)
}

function failed(flag: FlagInEffect, errorCode: ErrorCode, details: Details): Answer {
  return { reason: 'ERROR', errorCode, flagMetadata: metadata(flag, details) }
}

function metadata({ item }: FlagInEffect, details: Details): Details {
  return { ...item.metadata, revision: item.revision, ...details }
}
