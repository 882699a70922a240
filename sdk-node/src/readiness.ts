import type { Status } from '@halyard/sdk-core'

/** What a readiness probe needs to know. */
export interface Readiness {
  readonly ready: boolean
  /** For people, when not ready: what is missing, and what went wrong last. Holds no secret. */
  readonly reason: string | undefined
}

export interface ReadinessOptions {
  /** How old what is held may be, counted from when the server last confirmed it. Without it, any age will do. */
  readonly maxAgeMs?: number | undefined
}

/** The part of a client that this reads. */
interface Answerable {
  status(): Status
}

/**
 * Whether an app may take traffic: it holds flags, of the age that it asks for. Closed, it may not.
 * Without `maxAgeMs` a cache or a bootstrap will do: the flag service being down is no reason to take an app out.
 * @see docs/sdk-node.md, "Readiness"
 */
export function readiness(client: Answerable, { maxAgeMs }: ReadinessOptions = {}): Readiness {
  const status = client.status()
  const problem = problemOf(status, maxAgeMs)
  if (problem === undefined) return { ready: true, reason: undefined }
  return { ready: false, reason: status.failure === undefined ? problem : `${problem}: ${status.failure}` }
}

function problemOf({ state, source, ageMs }: Status, maxAgeMs: number | undefined): string | undefined {
  if (state === 'closed') return 'the client is closed'
  if (source === undefined) return 'no flags are held yet'
  if (maxAgeMs === undefined) return undefined
  if (ageMs === undefined) return `the server has not confirmed the flags of the ${source}`
  return ageMs > maxAgeMs ? `the server last confirmed the flags ${ageMs} ms ago` : undefined
}
