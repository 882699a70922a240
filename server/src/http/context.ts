/** What every request carries while it is handled. */
import type { HttpBindings } from '@hono/node-server'

/** Hono's environment of all routes: `c.env.incoming`, `c.get('requestId')`. */
export interface HttpEnv {
  /** Absent where a test calls `app.request(...)` without a socket. */
  Bindings: Partial<HttpBindings>
  Variables: RequestVariables
}

export interface RequestVariables {
  /** Ours, or the client's `X-Request-Id` where that is safe to repeat. In every answer, refusal and log line. */
  requestId: string
  /** The client's address; behind a trusted proxy, the one that it names. */
  address: string
}
