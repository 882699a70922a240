/**
 * Tells the server what was applied when it asks, so that a kill can say who has it. Beside everything else: reads
 * never wait for it, and when it fails, nobody but the server's figures misses it.
 * @see docs/protocol.md, "Receipts"
 */
import type { Receipts } from '@halyard/sdk-core'

export interface ReceiptsDeps {
  /** Posts a receipt. @returns whether it is worth another try; never rejects. */
  readonly post: (body: string, signal: AbortSignal) => Promise<'done' | 'again'>
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly random: () => number
}

/** A try's end, and how long before the second one at most. */
const TIMEOUT_MS = 3_000
const RETRY_MS = 1_000

export function createReceipts({ post, monotonicMs, random }: ReceiptsDeps): Receipts {
  let nonce: string | undefined
  let due: { readonly id: string; readonly appliedAtMs: number } | undefined
  let timer: NodeJS.Timeout | undefined
  let dueAtMs = Infinity
  /** A newer state is told of while an older one's receipt may still wait for its answer. */
  const underWay = new Set<AbortController>()
  let isClosed = false

  const schedule = (delayMs: number): void => {
    const atMs = monotonicMs() + delayMs
    // What is asked for meanwhile goes along with the one that is due first.
    if (atMs >= dueAtMs) return
    dueAtMs = atMs
    clearTimeout(timer)
    timer = setTimeout(() => void send(), delayMs)
    timer.unref()
  }

  const send = async (isRetry = false): Promise<void> => {
    dueAtMs = Infinity
    const sent = due
    if (sent === undefined || nonce === undefined) return
    due = undefined
    const heldMs = Math.floor(monotonicMs() - sent.appliedAtMs)
    const abort = new AbortController()
    underWay.add(abort)
    const end = setTimeout(() => abort.abort(), TIMEOUT_MS)
    const result = await post(JSON.stringify({ nonce, id: sent.id, heldMs }), abort.signal)
    clearTimeout(end)
    underWay.delete(abort)
    // A newer state's receipt says all that this one would have.
    if (result === 'done' || isRetry || isClosed || due !== undefined) return
    due = sent
    retry()
  }

  const retry = (): void => {
    const delayMs = random() * RETRY_MS
    dueAtMs = monotonicMs() + delayMs
    timer = setTimeout(() => void send(true), delayMs)
    timer.unref()
  }

  return {
    heard(message, id) {
      if (isClosed) return
      if ('nonce' in message && message.nonce !== undefined) nonce = message.nonce
      if (!('confirm' in message) || message.confirm === undefined || id === undefined) return
      due = { id, appliedAtMs: monotonicMs() }
      schedule(random() * Math.min(message.confirm.withinMs, MAX_WITHIN_MS))
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      due = undefined
      for (const abort of underWay) abort.abort()
    },
  }
}

/** Whatever the server says. */
const MAX_WITHIN_MS = 60_000
