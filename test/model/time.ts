/** Virtual time: one queue of what is due. Nothing in the model waits for a real clock. */

/** What the bundled modules get for Node's `Timeout`. */
export class Timer {
  readonly dueAt: number
  readonly order: number
  readonly run: () => void
  isDone = false

  constructor(dueAt: number, order: number, run: () => void) {
    this.dueAt = dueAt
    this.order = order
    this.run = run
  }

  unref(): this {
    return this
  }
}

const DAY_MS = 86_400_000

export class VirtualTime {
  /** Monotonic milliseconds. */
  now = DAY_MS
  /** Timers that the modules under test have set and neither cancelled nor seen expire. */
  pending = 0
  /** How many events have been performed. */
  steps = 0
  /** Something was settled for which promise callbacks must run before the next event. */
  isUnsettled = false
  readonly #heap: Timer[] = []
  #order = 0

  /** Runs `callback` then. */
  at(dueAt: number, callback: () => void): Timer {
    const timer = new Timer(Math.max(this.now, dueAt), this.#order++, callback)
    this.#push(timer)
    return timer
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.at(this.now + delayMs, callback)
  }

  /** Resolves then. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, () => this.settle(resolve)))
  }

  /** Calls what resolves or rejects a promise. */
  settle(act: () => void): void {
    this.isUnsettled = true
    act()
  }

  /** Performs the next event that is due by then. @returns whether there was one. */
  perform(until: number): boolean {
    const timer = this.#heap[0]
    if (timer === undefined || timer.dueAt > until) return false
    this.#pop()
    if (timer.isDone) return true
    timer.isDone = true
    this.now = timer.dueAt
    this.steps++
    timer.run()
    return true
  }

  /** The globals that the bundled modules see instead of the real ones. */
  readonly globals = {
    setTimeout: (callback: () => void, delayMs = 0): Timer => {
      this.pending++
      return this.after(Math.max(1, delayMs), () => {
        this.pending--
        this.settle(callback)
      })
    },
    setInterval: (callback: () => void, intervalMs: number): { timer: Timer; unref(): void } => {
      this.pending++
      const repeat = (): Timer =>
        this.after(Math.max(1, intervalMs), () => {
          interval.timer = repeat()
          this.settle(callback)
        })
      const interval = { timer: repeat(), unref: () => {} }
      return interval
    },
    setImmediate: (callback: () => void): Timer => this.at(this.now, callback),
    clearTimeout: (timer: Timer | undefined): void => this.#clear(timer),
    clearInterval: (interval: { timer: Timer } | undefined): void => this.#clear(interval?.timer),
    performance: { now: () => this.now },
  }

  #clear(timer: Timer | undefined): void {
    if (timer === undefined || timer.isDone) return
    timer.isDone = true
    this.pending--
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let at = heap.push(timer) - 1
    for (let up = (at - 1) >> 1; at > 0; at = up, up = (at - 1) >> 1) {
      const above = heap[up]
      if (above === undefined || isBefore(above, timer)) break
      heap[at] = above
      heap[up] = timer
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]]
      const isRight = left !== undefined && right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (child === undefined || isBefore(last, child)) break
      heap[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    heap[at] = last
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order)
}
