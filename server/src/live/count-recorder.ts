/**
 * Keeps what SDKs report in memory and writes it down now and then, away from requests. What a crash takes along is at
 * most one interval's counts: they are for people who ask what is used, not for bills.
 */
import {
  DAY_MS,
  type EvaluationCountRow,
  type EvaluationCountStore,
  HOUR_MS,
  MAX_ATTRIBUTES,
} from '../store/evaluation-counts.ts'
import type { Audience } from '../store/history.ts'

const FLUSH_MS = 15_000
/** So many rows are written at a time, so that a kill never waits for long. */
const AT_A_TIME = 500
/** Different sums that are kept between two flushes; what would be another one is left out. */
const MAX_SUMS = 50_000
const MAX_SDKS = 32
const KEPT_HOURS_MS: number = 7 * DAY_MS
const KEPT_DAYS_MS: number = 90 * DAY_MS
const OTHER = '(other)'
const AUDIENCES: readonly Audience[] = ['server', 'client']
/** Of one batch. */
const MAX_NAMES = 200
const NAME = /^[^\p{Cc}]{1,128}$/u
const SDK = /^[a-z][\w.-]{0,30}\/[\w.+-]{1,30}$/i

export interface RecorderDeps {
  readonly store: EvaluationCountStore
  readonly nowMs: () => number
  /** What could not be written is kept for the next time. */
  readonly onFailure: (error: unknown) => void
}

export class CountRecorder {
  readonly #deps: RecorderDeps
  readonly #timer: NodeJS.Timeout
  readonly #sdks = new Set<string>()
  #sums = new Map<string, EvaluationCountRow>()
  #names: Record<Audience, Map<string, Set<string>>> = { server: new Map(), client: new Map() }
  #flushing: Promise<void> | undefined
  #foldedAtMs = 0

  constructor(deps: RecorderDeps) {
    this.#deps = deps
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS).unref()
  }

  /** @param sdk - As it names itself; a name that is none, or one too many, counts under a common one. */
  add(environmentId: string, flag: string, variant: string, sdk: string | undefined, n: number): void {
    const nowMs = this.#deps.nowMs()
    const atMs = nowMs - (nowMs % HOUR_MS)
    const name = this.#nameOf(sdk)
    this.#sum({ environmentId, flag, atMs, variant, sdk: name, n })
  }

  /** Names of attributes that an SDK saw in contexts. */
  addAttributes(environmentId: string, audience: Audience, names: readonly string[]): void {
    this.#note(
      environmentId,
      audience,
      names.slice(0, MAX_NAMES).filter((name) => NAME.test(name)),
    )
  }

  /** Writes down what there is. Never throws. */
  async flush(): Promise<void> {
    await this.#flushing
    this.#flushing = this.#write().finally(() => (this.#flushing = undefined))
    return this.#flushing
  }

  /** Writes down the rest, and nothing after it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  #sum(row: EvaluationCountRow): void {
    const key = `${row.environmentId} ${row.flag} ${row.variant} ${row.sdk} ${row.atMs}`
    const before = this.#sums.get(key)
    if (before === undefined && this.#sums.size >= MAX_SUMS) return
    this.#sums.set(key, { ...row, n: (before?.n ?? 0) + row.n })
  }

  #note(environmentId: string, audience: Audience, names: Iterable<string>): void {
    const here = this.#names[audience].get(environmentId) ?? new Set<string>()
    this.#names[audience].set(environmentId, here)
    for (const name of names) if (here.size < MAX_ATTRIBUTES[audience]) here.add(name)
  }

  async #write(): Promise<void> {
    const rows = [...this.#sums.values()]
    const named = AUDIENCES.flatMap((audience) =>
      [...this.#names[audience]].map(([environmentId, names]) => ({ environmentId, audience, names })),
    )
    this.#sums = new Map()
    this.#names = { server: new Map(), client: new Map() }
    let written = 0
    try {
      for (; written < rows.length; written += AT_A_TIME) {
        this.#deps.store.add(rows.slice(written, written + AT_A_TIME))
        await new Promise(setImmediate)
      }
      const nowMs = this.#deps.nowMs()
      for (const { environmentId, audience, names } of named) {
        this.#deps.store.addAttributes(environmentId, audience, names, nowMs)
      }
      this.#fold()
    } catch (error) {
      for (const row of rows.slice(written)) this.#sum(row)
      for (const { environmentId, audience, names } of named) this.#note(environmentId, audience, names)
      this.#deps.onFailure(error)
    }
  }

  /** Once an hour, so that each time there is one hour to fold. */
  #fold(): void {
    const nowMs = this.#deps.nowMs()
    if (Math.abs(nowMs - this.#foldedAtMs) < HOUR_MS) return
    this.#deps.store.fold(nowMs - KEPT_HOURS_MS, nowMs - KEPT_DAYS_MS)
    this.#foldedAtMs = nowMs
  }

  #nameOf(sdk: string | undefined): string {
    if (sdk === undefined || !SDK.test(sdk)) return OTHER
    if (this.#sdks.has(sdk)) return sdk
    if (this.#sdks.size >= MAX_SDKS) return OTHER
    this.#sdks.add(sdk)
    return sdk
  }
}
