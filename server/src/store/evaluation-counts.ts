/** How often flags were evaluated, as SDKs report it: no document, no part of history or audit. */
import type { Audience } from './history.ts'

export interface EvaluationCountRow {
  readonly environmentId: string
  readonly flag: string
  /** Start of the hour, or, when it is long ago, of the day (UTC). */
  readonly atMs: number
  readonly variant: string
  /** Such as `node/1.2.0`. */
  readonly sdk: string
  readonly n: number
}

/** When a flag was first and last evaluated in an environment, to the hour. */
export interface FlagActivity {
  readonly flag: string
  readonly firstMs: number
  readonly lastMs: number
}

/** When contexts had an attribute of this name. */
export interface AttributeName {
  readonly name: string
  /** `client`: no SDK key has reported it, so it is anyone's word. */
  readonly audience: Audience
  readonly firstMs: number
  /** To the day: it is written down once a day. */
  readonly lastMs: number
}

export interface EvaluationCountStore {
  /** Adds to what is there. */
  add(rows: readonly EvaluationCountRow[]): void
  /** Of one flag, oldest first. */
  of(environmentId: string, flag: string, fromMs: number, toMs: number): readonly EvaluationCountRow[]
  /** Of every flag that an environment ever evaluated. */
  activityIn(environmentId: string): readonly FlagActivity[]
  /** Whether so many evaluations were counted; looks no further than it must. */
  hasCounted(environmentId: string, n: number): boolean
  /**
   * Notes names of attributes that contexts had. An environment keeps `MAX_ATTRIBUTES` of an audience: of more, those
   * that were seen on the latest days, and of these the ones that have been here longest. What was noted for `server`
   * stays that, whatever clients report.
   */
  addAttributes(environmentId: string, audience: Audience, names: Iterable<string>, atMs: number): void
  attributesIn(environmentId: string): readonly AttributeName[]
  /** Sums hours that ended before into days, and forgets days that ended before, and names that were last seen then. */
  fold(hoursBeforeMs: number, daysBeforeMs: number): void
}

export const HOUR_MS = 3_600_000
export const DAY_MS: number = 24 * HOUR_MS

/** Of client ids, which are public, fewer, and apart: they take no place from those of SDK keys. */
export const MAX_ATTRIBUTES: Readonly<Record<Audience, number>> = { server: 1_000, client: 500 }
