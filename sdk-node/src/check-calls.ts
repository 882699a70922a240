import {
  type Client,
  type ClientError,
  type ClientEvents,
  type FlagShapes,
  invalid,
  type Log,
  type ReadyOptions,
} from '@halyard/sdk-core'
import { isObject, shown, unknownName } from './check-options.ts'

/** Every event there is: one that is forgotten here does not compile. */
const EVENTS: Readonly<Record<keyof ClientEvents, true>> = { ready: true, change: true, stale: true, status: true }
const READY_OPTIONS: Readonly<Record<keyof ReadyOptions, true>> = { timeoutMs: true, signal: true }

/** Checks what an app passes to `on` and `ready`: of an event that there is none of, nobody would ever hear. */
export function withCheckedCalls<Flags extends FlagShapes>(client: Client<Flags>, log: Log): Client<Flags> {
  return {
    ...client,
    on(event, listener) {
      checkListening(event, listener)
      return client.on(event, listener)
    },
    // Async, so that options that throw when they are looked at reject, too.
    async ready(options) {
      const problem = readyProblem(options)
      if (problem === undefined) return client.ready(options)
      // Said, too: apps that go on regardless catch whatever it rejects with.
      log.say('error', problem.message)
      throw problem
    },
  }
}

/** @throws ClientError `INVALID_OPTION` */
function checkListening(event: unknown, listener: unknown): void {
  const known = Object.keys(EVENTS)
  if (typeof event !== 'string') throw invalid('event', `one of ${known.join(', ')}`, shown(event))
  if (!known.includes(event)) throw unknownName('event', `one of ${known.join(', ')}`, event, known)
  if (typeof listener !== 'function') throw invalid('listener', 'a function', shown(listener))
}

function readyProblem(options: ReadyOptions | undefined | null): ClientError | undefined {
  if (options === undefined || options === null) return undefined
  if (!isObject(options)) return invalid('options', 'an object with `timeoutMs` or `signal`', shown(options))
  const known = Object.keys(READY_OPTIONS)
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(name)) {
      return unknownName('options', `made of ${known.join(', ')}`, name, known)
    }
  }
  const { timeoutMs, signal } = options
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    return invalid('timeoutMs', 'milliseconds, at least 0', shown(timeoutMs))
  }
  const isSignal = signal === undefined || (isObject(signal) && typeof signal.addEventListener === 'function')
  return isSignal ? undefined : invalid('signal', 'an `AbortSignal`', shown(signal))
}
