import type { Values } from '@halyard/protocol'
import type { AnyFlags, FlagShapes } from '@halyard/sdk-core'
import { type BrowserClient, createBrowserClient, type SharedOptions } from './browser.ts'
import { remoteMode } from './remote-mode.ts'

export interface RemoteOptions extends SharedOptions {
  /** Flags are evaluated on the server: the page gets values and no rules, and the server gets the context. */
  readonly mode?: 'remote' | undefined
  /** Values that came with the page: the body of `POST …/evaluate` for the same context. */
  readonly bootstrap?: Values | undefined
}

/**
 * Makes a client that has its flags evaluated on the server, and starts it: shows the last values of this visitor at
 * once, then asks, then listens.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-browser.md
 */
export function createClient<Flags extends FlagShapes = AnyFlags>(options: RemoteOptions): BrowserClient<Flags> {
  return createBrowserClient(options, remoteMode)
}
