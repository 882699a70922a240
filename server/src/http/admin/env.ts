import type { ChangeStreams } from '../../live/change-streams.ts'
import type { TokenDirectory } from '../../services/admin-token.ts'
import type { ServiceDeps } from '../../services/deps.ts'
import type { Actor } from '../../store/store.ts'
import type { HttpEnv, RequestVariables } from '../context.ts'

/** Hono's environment of admin routes. */
export interface AdminEnv extends HttpEnv {
  /** `token` as it came, for what outlasts the request. */
  Variables: RequestVariables & { actor: Actor; token: string }
}

export interface AdminDeps extends ServiceDeps {
  readonly tokens: TokenDirectory
  readonly changeStreams: ChangeStreams
  /** Requests per minute and token; kills and restores have a bucket of their own, so that nothing uses it up. */
  readonly rates: { readonly admin: number; readonly kill: number }
  /** Gets what nobody expected, with the request's id. */
  readonly report: (error: unknown, requestId: string) => void
}
