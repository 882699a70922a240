/**
 * So many requests per minute and name, evenly: who used up a minute's worth at once waits for one to come free (GCRA).
 * @see docs/operations.md, "Limits"
 */
export class RateLimiter {
  readonly #intervalMs: number
  readonly #burstMs: number
  /** By name: when its credit is whole again. Names whose is need not be remembered. */
  readonly #wholeAtMs = new Map<string, number>()
  readonly #nowMs: () => number

  /** @param nowMs - Monotonic. */
  constructor(perMinute: number, nowMs: () => number = () => performance.now()) {
    this.#intervalMs = 60_000 / perMinute
    this.#burstMs = 60_000
    this.#nowMs = nowMs
  }

  /** Takes one. @returns 0, or in how many whole seconds to come again. */
  take(name: string): number {
    const nowMs = this.#nowMs()
    const wholeAtMs = Math.max(nowMs, this.#wholeAtMs.get(name) ?? 0) + this.#intervalMs
    const excessMs = wholeAtMs - nowMs - this.#burstMs
    if (excessMs > 1e-6) return Math.max(1, Math.ceil(excessMs / 1_000))
    this.#wholeAtMs.set(name, wholeAtMs)
    if (this.#wholeAtMs.size > FORGET_AT) this.#forget(nowMs)
    return 0
  }

  /** How many could be taken at once now, and in how many seconds all of a minute's could. */
  credit(name: string): { readonly remaining: number; readonly resetSeconds: number } {
    const owedMs = Math.max(0, (this.#wholeAtMs.get(name) ?? 0) - this.#nowMs())
    const remaining = Math.max(0, Math.floor((this.#burstMs - owedMs) / this.#intervalMs + 1e-6))
    return { remaining, resetSeconds: Math.ceil(owedMs / 1_000) }
  }

  /** Names that are remembered. */
  get size(): number {
    return this.#wholeAtMs.size
  }

  #forget(nowMs: number): void {
    for (const [name, wholeAtMs] of this.#wholeAtMs) if (wholeAtMs <= nowMs) this.#wholeAtMs.delete(name)
  }
}

const FORGET_AT = 10_000
