import { SILENT_HEARTBEATS } from '@halyard/protocol'
import { type AnyFlags, type Client, createFace, createLog, DEFAULT_TIMES, type FlagShapes } from '@halyard/sdk-core'
import { withUsableBootstrap } from './check-bootstrap.ts'
import { withCheckedCalls } from './check-calls.ts'
import { checkSdkKey, checkServer, checkTimes, checkTypes } from './check-options.ts'
import type { ClientOptions } from './client-options.ts'
import { createFileCache } from './file-cache.ts'
import { registerInstance } from './instances.ts'
import { createNodeEngine } from './node-engine.ts'
import { createNodePlatform } from './platform.ts'

/**
 * Connects to a Halyard server and evaluates its flags in this process. One client per process is enough.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-node.md
 */
export function createClient<Flags extends FlagShapes = AnyFlags>(options: ClientOptions): Client<Flags> {
  checkTypes(options)
  const url = checkServer(options)
  const sdkKey = checkSdkKey(options.sdkKey)
  checkTimes(options)
  const { cachePath, fetch, instanceName, logger } = options
  const log = createLog(logger)
  const identity = `${url}\n${sdkKey}`
  const storage = cachePath ? createFileCache(cachePath, identity, log) : undefined
  const { heartbeatMs = DEFAULT_TIMES.heartbeatMs } = options
  const limits = {
    silenceMs: SILENT_HEARTBEATS * heartbeatMs,
    requestMs: options.backoff?.maxMs ?? DEFAULT_TIMES.maxMs,
  }
  const platform = createNodePlatform({ url, sdkKey, instanceName, fetch, storage, ...limits })
  // So that whoever is told of a laggard finds the process that it is.
  log.say('info', `this is instance ${platform.instance}`)
  const client = createFace<Flags>(platform, withUsableBootstrap(options, log), createNodeEngine)
  const { count, isWorthWarning, leave } = registerInstance(identity)
  if (isWorthWarning) {
    log.say('warn', `${count} clients of ${url} with one key are open; make one and share it, or close them`)
  }
  client.on('status', ({ state }) => {
    if (state === 'closed') leave()
  })
  return withCheckedCalls(client, log)
}
