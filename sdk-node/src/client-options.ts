import type { CommonOptions } from '@halyard/sdk-core'

export interface ClientOptions extends CommonOptions {
  /** The server's absolute URL: `https://flags.example`. */
  readonly url: string
  /** The environment's secret key: `hal_sdk_…`. */
  readonly sdkKey: string
  /** A file that keeps the last known good over restarts; only in memory unless set. */
  readonly cachePath?: string | undefined
  /**
   * What this process is called in a kill's laggards and the environment's connections: 1 to 64 letters, digits, `_`, `.`
   * or `-`; something random follows it. Host name and process id unless set.
   */
  readonly instanceName?: string | undefined
  /** Allows plain http beyond this machine. */
  readonly allowInsecure?: boolean | undefined
  /** The global one unless set. */
  readonly fetch?: typeof globalThis.fetch | undefined
}
