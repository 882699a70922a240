import type { Values } from '@halyard/protocol'
import { type AnyFlags, type CommonOptions, type FlagShapes, invalid } from '@halyard/sdk-core'
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

const MODES = { local: localMode, remote: remoteMode }

/**
 * Makes a client and starts it: shows the last known good at once, then fetches, then listens. A page that always has
 * its flags evaluated on the server weighs less with `createClient` of `@halyard/browser/remote`.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-browser.md
 */
export function createClient<Flags extends FlagShapes = AnyFlags>(options: BrowserOptions): BrowserClient<Flags> {
  const mode = options?.mode ?? 'local'
  // A misspelt `remote` would bring the rules into the page.
  if (!(mode in MODES)) throw invalid('mode', Object.keys(MODES).join(' or '), `"${mode}"`)
  return createBrowserClient(options, MODES[mode])
}
