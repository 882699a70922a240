/**
 * Whether the heap has room for more streams. V8 ends a process whose heap is full, and every stream with it; who is
 * refused here comes again, and polls meanwhile.
 *
 *     room ── used ≥ 75 % ──▶ short
 *     short ── used < 65 % at every look for 5 s ──▶ room
 *
 * @see docs/operations.md, "Memory"
 */
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'

/** Below the 80 % from which on V8 gives up on a process that gets to nothing but collecting. */
const SHORT_RATIO = 0.75
const ROOM_RATIO = 0.65
/** What is used goes up and down with each collection: one look says little. */
const CALM_MS = 5_000
/** A look takes a microsecond, and in so long no storm of connections fills a quarter of a heap. */
const LOOK_MS = 250

export interface HeapUse {
  readonly usedBytes: number
  readonly allowedBytes: number
}

export type HeapState =
  | { readonly kind: 'room' }
  /** @param calmSinceMs - Since when every look found room. */
  | { readonly kind: 'short'; readonly calmSinceMs: number | undefined }

/** What one look makes of it. @param nowMs - Monotonic. */
export function stepHeap(state: HeapState, usedRatio: number, nowMs: number): HeapState {
  if (state.kind === 'room') return usedRatio < SHORT_RATIO ? state : { kind: 'short', calmSinceMs: undefined }
  if (usedRatio >= ROOM_RATIO) return { kind: 'short', calmSinceMs: undefined }
  const { calmSinceMs = nowMs } = state
  return nowMs - calmSinceMs < CALM_MS ? { kind: 'short', calmSinceMs } : { kind: 'room' }
}

export interface HeapWatchDeps {
  readonly read: () => HeapUse
  /** From now on there is no room for more streams, or there is again. */
  readonly turned: (state: HeapState['kind'], use: HeapUse) => void
}

/** Looks a few times a second, never per request. */
export class HeapWatch {
  readonly #deps: HeapWatchDeps
  readonly #timer: NodeJS.Timeout
  #state: HeapState = { kind: 'room' }

  constructor(deps: HeapWatchDeps) {
    this.#deps = deps
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref()
  }

  get isShort(): boolean {
    return this.#state.kind === 'short'
  }

  /** Of what V8 allows. */
  get usedRatio(): number {
    return ratioOf(this.#deps.read())
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const use = this.#deps.read()
    const { kind } = this.#state
    this.#state = stepHeap(this.#state, ratioOf(use), performance.now())
    if (this.#state.kind !== kind) this.#deps.turned(this.#state.kind, use)
  }
}

function ratioOf({ usedBytes, allowedBytes }: HeapUse): number {
  return usedBytes / allowedBytes
}

/**
 * V8's limit is the sum of two generations, and the process ends when the old one is full: the young one's share has to
 * be taken off. Nothing tells it; unless somebody sets it, it is three halves of 16 MB, less on small machines.
 * @param memoryBytes - What this process may have, where that is less than the machine has.
 */
export function heapReader(memoryBytes = Number.POSITIVE_INFINITY): () => HeapUse {
  const youngBytes = Math.min(48 * 2 ** 20, (Math.min(memoryBytes, totalmem()) * 3) / 512)
  return () => {
    const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics()
    return { usedBytes, allowedBytes: limitBytes - youngBytes }
  }
}
