import type { Values } from '@halyard/protocol'
import type { AnyFlags, CommonOptions, FlagShapes } from '@halyard/sdk-core'
import { type BrowserClient, createBrowserClient, type SharedOptions } from './browser.ts'
import { localMode } from './local-mode.ts'
import { remoteMode } from './remote-mode.ts'

export interface BrowserOptions extends SharedOptions {
  /**
   * - `local`, unless set: the rules of exposed flags are held in the page and evaluated there
   * - `remote`: flags are evaluated on the server; the page gets values and no rules, and the server gets the context
   */
  readonly mode?: 'local' | 'remote' | undefined
  /** A ruleset bundled with the page, or the body of `GET …/ruleset`; in remote mode, that of `POST …/evaluate`. */
  readonly bootstrap?: CommonOptions['bootstrap'] | Values
}

/**
 * Makes a client and starts it: shows the last known good at once, then fetches, then listens. A page that always has
 * its flags evaluated on the server weighs less with `createClient` of `@halyard/browser/remote`.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-browser.md
 */
export function createClient<Flags extends FlagShapes = AnyFlags>(options: BrowserOptions): BrowserClient<Flags> {
  return createBrowserClient(options, options?.mode === 'remote' ? remoteMode : localMode)
}
