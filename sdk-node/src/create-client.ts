import {
  type AnyFlags,
  type Client,
  type CommonOptions,
  checkCredential,
  checkUrl,
  createCoreClient,
  createLog,
  type FlagShapes,
} from '@halyard/sdk-core'
import { checkTimes, checkTypes } from './check-options.ts'
import { createFileCache } from './file-cache.ts'
import { MANY, registerInstance } from './instances.ts'
import { createNodePlatform } from './platform.ts'

export interface ClientOptions extends CommonOptions {
  /** The server's absolute URL: `https://flags.example`. */
  readonly url: string
  /** The environment's secret key: `hal_sdk_…`. */
  readonly sdkKey: string
  /** A file that keeps the last known good over restarts; only in memory unless set. */
  readonly cachePath?: string | undefined
  /** Allows plain http beyond this machine. */
  readonly allowInsecure?: boolean | undefined
  /** The global one unless set. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Connects to a Halyard server and evaluates its flags in this process. One client per process is enough.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-node.md
 */
export function createClient<Flags extends FlagShapes = AnyFlags>(options: ClientOptions): Client<Flags> {
  checkTypes(options)
  const url = checkUrl(options.url, options.allowInsecure)
  const sdkKey = checkCredential('sdkKey', options.sdkKey, 'hal_sdk_')
  checkTimes(options)
  const { cachePath, fetch, logger } = options
  const log = createLog(logger)
  const identity = `${url}\n${sdkKey}`
  const storage = cachePath ? createFileCache(cachePath, identity, log) : undefined
  const client = createCoreClient<Flags>(createNodePlatform({ url, sdkKey, fetch, storage }), options)
  const { count, leave } = registerInstance(identity)
  if (count >= MANY) {
    log.say('warn', `${count} clients of ${url} with one key are open; make one and share it, or close them`)
  }
  client.on('status', ({ state }) => {
    if (state === 'closed') leave()
  })
  return client
}
