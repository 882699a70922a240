/** Who is connected to an environment, and who has applied a change: what the live room knows and the API tells. */
import type { CONNECTION_STATES } from '@halyard/admin-api'

/** Who holds a stream or polls, as far as it says. */
export interface Who {
  readonly instance: string | undefined
  /** `node/1.2.0`. */
  readonly sdk: string | undefined
}

/** Who is waited for, and for how long. */
export interface Wait {
  /** 0 … 1, of those who were connected. */
  readonly share: number
  readonly timeoutMs: number
  /** Aborts when nobody waits any more. */
  readonly signal?: AbortSignal | undefined
}

/** Who has yet to prove that it has a change. */
export interface Laggard extends Who {
  /** What it last said to have; undefined: nothing yet. */
  readonly revision: number | undefined
  /** How long ago it last said anything. */
  readonly lastSeenMs: number
  /** Its stream ended since, and it did not come again. */
  readonly isGone: boolean
}

/** How a revision fares. */
export interface Applied {
  /** Open at the commit. */
  readonly connected: number
  readonly applied: number
  /** Undefined while nobody has confirmed. */
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
  readonly laggards: readonly Laggard[]
  readonly clientsConnected: number
  /** Backends without a stream that have not shown yet that they have it. */
  readonly polling: number
  readonly timedOut: boolean
}

/** Somebody who holds a stream, or polls. */
export interface Connection extends Who {
  readonly keyId: string
  readonly audience: 'server' | 'client'
  /** What it last said to have; undefined: nothing yet. */
  readonly revision: number | undefined
  readonly lagMs: number | undefined
  /** Unix milliseconds; of one who polls, since when. */
  readonly connectedAtMs: number
  readonly state: (typeof CONNECTION_STATES)[number]
}
