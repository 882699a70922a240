/** How often flags were evaluated, as SDKs report it: no document, no part of history or audit. */

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

export interface EvaluationCountStore {
  /** Adds to what is there. */
  add(rows: readonly EvaluationCountRow[]): void
  /** Of one flag, oldest first. */
  of(environmentId: string, flag: string, fromMs: number, toMs: number): readonly EvaluationCountRow[]
  /** Of every flag that an environment ever evaluated. */
  activityIn(environmentId: string): readonly FlagActivity[]
  /** Names of attributes that contexts had; beyond a thousand of an environment nothing is added. */
  addAttributes(environmentId: string, names: Iterable<string>): void
  attributesIn(environmentId: string): readonly string[]
  /** Sums hours that ended before into days, and forgets days that ended before. */
  fold(hoursBeforeMs: number, daysBeforeMs: number): void
}

export const HOUR_MS = 3_600_000
export const DAY_MS: number = 24 * HOUR_MS

export const MAX_ATTRIBUTES = 1_000
