/**
 * One stream for all tabs of an origin: over HTTP/1.1 a browser opens six connections to a host, and each tab would
 * take one for good. The tab that holds a Web Lock leads: it has the stream and hands each event on. The others take
 * them as if they came over streams of their own; what they may apply is the core's to judge, as ever, so that a leader
 * of another age or state can do no harm. Another epoch they take from the server alone: it could not be taken back.
 *
 *     open ──▶ follower ── lock granted, or taken from a leader that does not answer ──▶ leader
 *                  ▲                                                                       │
 *                  └─────────── lock lost; the page sleeps, and wakes again ◀──────────────┘
 *
 * @see docs/sdk-browser.md, "Many tabs"
 */
import { type Failure, type StreamListener, stopwatch } from '@halyard/sdk-core'
import { CLOCKS } from './clocks.ts'
import { uuid } from './uuid.ts'

/** Opens a stream of one's own. @returns a function that closes it */
type Connect = (since: string | undefined, listener: StreamListener) => () => void

export interface Tabs {
  readonly open: Connect
  /** The client is closed: another tab may lead. */
  readonly close: () => void
}

/** What tabs say to each other. */
type Word =
  /** Who leads, and how do things stand? By nobody: is there still a leader? */
  | { readonly hello: string }
  /** The answer to one tab; to nobody: there is a leader. `latest`: where the stream stood last, if it is open. */
  | { readonly here: string; readonly latest?: string | undefined }
  | { readonly opened: true }
  | { readonly event: string; readonly data: string }
  | { readonly failed: Partial<Failure> }

/** How long an answer may take, or up to twice; a leader that has said nothing for twice that is asked. */
const PATIENCE_MS = 1000
/** A leader that leaves so many questions in a row open is busy, frozen or gone. */
const QUESTIONS = 2

/** @param name - Shared by the tabs that can use the same stream. */
export function shareStream(name: string, connect: Connect): Tabs {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks as LockManager | undefined
  if (!locks || typeof BroadcastChannel === 'undefined') return { open: connect, close: () => {} }

  const self = uuid()
  let channel: BroadcastChannel | undefined
  /** Of the stream that the core thinks to have. */
  let listener: StreamListener | undefined
  let since: string | undefined
  let disconnect: (() => void) | undefined
  let latest: { readonly data: string; readonly ageMs: () => number } | undefined
  let candidacy: AbortController | undefined
  let isLeading = false
  let release = (): void => {}
  let timer: ReturnType<typeof setTimeout> | undefined

  const say = (word: Word): void => channel?.postMessage(word)

  const fail = (failure: Failure): void => {
    const failing = listener
    listener = undefined
    failing?.failed(failure)
  }

  const hangUp = (): void => {
    disconnect?.()
    latest = disconnect = undefined
  }

  const stream = (): void => {
    hangUp()
    const close = connect(since, {
      opened() {
        say({ opened: true })
        listener?.opened()
      },
      bytes: () => listener?.bytes(),
      event(event, data) {
        if (event !== 'goodbye') latest = { data, ageMs: stopwatch(CLOCKS) }
        say({ event, data })
        listener?.event(event, data)
      },
      failed(failed) {
        latest = disconnect = undefined
        say({ failed })
        fail(failed)
      },
    })
    disconnect = close
  }

  /** A state of another epoch is heard of, not taken: the core then asks the server for it. */
  const heed = (event: string, data: string): void => {
    const state = event === 'snapshot' && standing(data, 0)
    if (state && !state.startsWith(`{"epoch":${since?.split('.')[0]},`)) listener?.event('heartbeat', state)
    else listener?.event(event, data)
  }

  const hear = ({ data }: { readonly data: unknown }): void => {
    // Any page of the origin may say anything here.
    const word: Word = Object(data)
    if ('hello' in word) {
      if (isLeading) say({ here: word.hello, latest: latest && standing(latest.data, latest.ageMs()) })
    } else if (!isLeading) {
      watch(0)
      if ('event' in word) heed(word.event, word.data)
      else if ('opened' in word) listener?.opened()
      else if ('failed' in word) fail({ message: 'no stream', ...word.failed })
      else if (word.here === self && word.latest) {
        listener?.opened()
        listener?.event('heartbeat', word.latest)
      }
    }
  }

  /**
   * Keeps an eye on the leader: only its own silence tells that it can't hand on what it hears.
   * @param question - How many it leaves open with this one; 0 while it speaks.
   */
  const watch = (question: number, asker = ''): void => {
    clearTimeout(timer)
    if (!listener) return
    // One alone would not do: an answer may wait behind this very timer, where it is this page that was busy.
    if (question > QUESTIONS) return stand(true)
    if (question) say({ hello: asker })
    timer = setTimeout(watch, PATIENCE_MS * (question ? 1 : 2) * (1 + Math.random()), question + 1)
  }

  const lead = (letGo: () => void): void => {
    clearTimeout(timer)
    isLeading = true
    release = letGo
    say({ here: '' })
    if (listener) stream()
  }

  const stepDown = (): void => {
    clearTimeout(timer)
    candidacy?.abort()
    candidacy = undefined
    isLeading = false
    hangUp()
    release()
  }

  /** @param steal - From a leader that does not answer. */
  const stand = (steal?: true): void => {
    candidacy?.abort()
    const mine = (candidacy = new AbortController())
    const hold = (): Promise<void> | undefined =>
      mine === candidacy && !isLeading ? new Promise<void>(lead) : undefined
    const { signal } = mine
    void locks.request(name, steal ? { steal } : { signal }, hold).catch(({ name: why }: Error) => {
      if (mine !== candidacy) return
      // A page without an origin has no locks: it is alone.
      if (why !== 'AbortError') return lead(() => {})
      stepDown()
      if (!listener) return
      watch(1, self)
      stand()
    })
  }

  const wake = (): void => {
    if (channel) return
    channel = new BroadcastChannel(name)
    channel.onmessage = hear
    if (listener) fail({ message: 'the page slept' })
  }

  // Whoever sleeps must neither lead nor wait for that; nor is a page with locks or channels kept for the way back.
  const sleep = (): void => {
    channel?.close()
    channel = undefined
    stepDown()
  }

  const stop = new AbortController()
  const page = globalThis.document as Document | undefined
  addEventListener('pagehide', sleep, stop)
  addEventListener('pageshow', wake, stop)
  page?.addEventListener('freeze', sleep, stop)
  page?.addEventListener('resume', wake, stop)
  wake()

  return {
    open(from, wanted) {
      listener = wanted
      since = from
      if (isLeading) stream()
      else {
        watch(1, self)
        if (!candidacy) stand()
      }
      return () => {
        if (listener !== wanted) return
        listener = undefined
        clearTimeout(timer)
        hangUp()
      }
    },
    close() {
      stop.abort()
      sleep()
    },
  }
}

/** Where a stream stands by its last event, as a heartbeat says it. */
function standing(data: string, sinceMs: number): string | undefined {
  try {
    const { ruleset, digest, ageMs, ...rest } = JSON.parse(data)
    const { epoch, revision } = ruleset ?? rest
    return JSON.stringify({ epoch, revision, digest, ageMs: ageMs + Math.round(sinceMs) })
  } catch {
    return undefined // Nothing that a stream of ours says.
  }
}
