/**
 * How near environments are to their limits, and an alarm before one is reached: at 80 % there is time to raise it or
 * to clean up, at 100 % a release waits.
 * @see docs/operations.md, "Limits"
 */
import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import type { WriteLimits } from '@halyard/protocol'
import { type DocumentLimit, type Use, usesOfLists, usesOfRules } from '../domain/uses.ts'
import type { LiveRuleset } from './ruleset.ts'

export interface Fullness {
  readonly project: string
  readonly environment: string
  readonly limit: 'flagsPerEnvironment' | 'serverRulesetBytes' | 'clientRulesetBytes' | DocumentLimit
  readonly used: number
  readonly allowed: number
  /** The flag or segment that uses most, of limits that each has for itself. */
  readonly fullest?: { readonly flag: string } | { readonly segment: string }
}

type Held = Iterable<{ readonly server: LiveRuleset; readonly client: LiveRuleset }>
type Limits = Pick<WriteLimits, Fullness['limit'] | 'alarmShare'>

type Fullest = Map<DocumentLimit, { readonly used: number; readonly fullest: NonNullable<Fullness['fullest']> }>

/** Measures what is held. Looking again costs little: an item never changes, so what it uses is found once. */
export class FullnessMeter {
  readonly #limits: Limits
  readonly #uses = new WeakMap<FlagItem | SegmentItem, readonly Use[]>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Of every environment and limit that a write can run into; of limits per document, the fullest document. */
  *of(held: Held): Generator<Fullness> {
    for (const { server, client } of held) {
      const { project, environment } = server.identity
      const of = (limit: Fullness['limit'], used: number): Fullness => {
        return { project, environment, limit, used, allowed: this.#limits[limit] }
      }
      yield of('flagsPerEnvironment', server.flagCount)
      yield of('serverRulesetBytes', server.bytes)
      yield of('clientRulesetBytes', client.bytes)
      for (const [limit, { used, fullest }] of this.#fullestIn(server)) yield { ...of(limit, used), fullest }
    }
  }

  #fullestIn(server: LiveRuleset): Fullest {
    const most: Fullest = new Map()
    for (const kind of ['flag', 'segment'] as const) {
      for (const [key, item] of server.items(kind)) {
        for (const { limit, used } of this.#usesOf(item)) {
          if (used <= (most.get(limit)?.used ?? 0)) continue
          most.set(limit, { used, fullest: kind === 'flag' ? { flag: key } : { segment: key } })
        }
      }
    }
    return most
  }

  #usesOf(item: FlagItem | SegmentItem): readonly Use[] {
    const known = this.#uses.get(item)
    if (known !== undefined) return known
    const uses = 'fallthrough' in item ? usesOfRules(item) : usesOfLists(item)
    this.#uses.set(item, uses)
    return uses
  }
}

/** Tells once when a limit is nearly reached, and again only after it was well below. */
export class FullnessAlarm {
  readonly #meter: FullnessMeter
  readonly #alarmShare: number
  readonly #alarm: (fullness: Fullness) => void
  readonly #alarmed = new Set<string>()

  constructor(limits: Limits, alarm: (fullness: Fullness) => void) {
    this.#meter = new FullnessMeter(limits)
    this.#alarmShare = limits.alarmShare
    this.#alarm = alarm
  }

  look(held: Held): void {
    for (const fullness of this.#meter.of(held)) {
      const { project, environment, limit, used, allowed } = fullness
      const name = `${project} ${environment} ${limit}`
      if (used < allowed * (this.#alarmShare - 0.05)) this.#alarmed.delete(name)
      if (used < allowed * this.#alarmShare || this.#alarmed.has(name)) continue
      this.#alarmed.add(name)
      this.#alarm(fullness)
    }
  }
}
