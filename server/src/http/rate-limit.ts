/**
 * So many requests per minute and name, evenly: who used up a minute's worth at once waits for one to come free (the
 * generic cell rate algorithm, which needs one number per name).
 * @see docs/operations.md, "Limits"
 */
export class RateLimiter {
  /** How many a minute has, and how many may come at once. */
  readonly perMinute: number
  readonly #intervalMs: number
  readonly #maxNames: number
  /**
   * By name: when its credit is whole again; a name whose credit is whole need not be remembered. The name that was
   * let through the longest time ago stands first, and is whole a minute after that at the latest.
   */
  readonly #wholeAtMs = new Map<string, number>()
  readonly #nowMs: () => number

  /**
   * @param nowMs - Monotonic.
   * @param maxNames - Beyond these, whoever was let through the longest time ago is forgotten: making names up must not
   * take memory, and costs a stranger nothing but his own wait.
   */
  constructor(perMinute: number, nowMs: () => number = () => performance.now(), maxNames: number = MAX_NAMES) {
    this.perMinute = perMinute
    this.#intervalMs = BURST_MS / perMinute
    this.#maxNames = maxNames
    this.#nowMs = nowMs
  }

  /** Takes one. @returns 0, or in how many whole seconds to come again. */
  take(name: string): number {
    const nowMs = this.#nowMs()
    const wholeAtMs = Math.max(nowMs, this.#wholeAtMs.get(name) ?? 0) + this.#intervalMs
    const excessMs = wholeAtMs - nowMs - BURST_MS
    if (excessMs > DUST_MS) return Math.max(1, Math.ceil(excessMs / 1_000))
    // Behind all others, in whose order they are forgotten.
    this.#wholeAtMs.delete(name)
    this.#wholeAtMs.set(name, wholeAtMs)
    this.#forget(nowMs)
    return 0
  }

  /** How many could be taken at once now, and in how many seconds all of a minute's could. */
  credit(name: string): { readonly remaining: number; readonly resetSeconds: number } {
    const owedMs = Math.max(0, (this.#wholeAtMs.get(name) ?? 0) - this.#nowMs())
    const remaining = Math.max(0, Math.floor((BURST_MS - owedMs) / this.#intervalMs + DUST_MS))
    return { remaining, resetSeconds: Math.ceil(owedMs / 1_000) }
  }

  /** The same, as every answer of a limited API has it. */
  headers(name: string): Readonly<Record<string, string>> {
    const { remaining, resetSeconds } = this.credit(name)
    return {
      'RateLimit-Limit': String(this.perMinute),
      'RateLimit-Remaining': String(remaining),
      'RateLimit-Reset': String(resetSeconds),
    }
  }

  /** Names that are remembered. */
  get size(): number {
    return this.#wholeAtMs.size
  }

  /** Each name is looked at once more than it is let through, so no request pays for many. */
  #forget(nowMs: number): void {
    for (const [name, wholeAtMs] of this.#wholeAtMs) {
      if (wholeAtMs > nowMs && this.#wholeAtMs.size <= this.#maxNames) return
      this.#wholeAtMs.delete(name)
    }
  }
}

const BURST_MS = 60_000
/** What sums of fractions leave over. */
const DUST_MS = 1e-6
/** Some ten megabytes. */
const MAX_NAMES = 100_000
