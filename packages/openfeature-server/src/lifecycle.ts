/**
 * What OpenFeature is told of a Halyard client:
 *
 *     initialize ──▶ ready ◀──▶ stale
 *         │            ▲
 *         ▼            │ something to serve, at last
 *     error, fatal ────┘
 *
 * OpenFeature draws its own conclusions from how `initialize` and `onContextChange` end, right after they did. Events
 * therefore tell only what differs from that, and only once it has drawn them.
 */

import { type Client, isClientError, type RulesetChange, type Status } from '@halyard/node'
import { ErrorCode, type EventContext, GeneralError, ProviderEvents, ProviderFatalError } from '@openfeature/server-sdk'

/** The parts of a client that are watched. */
export type Watched = Pick<Client, 'ready' | 'status' | 'on'>

type Condition = 'ready' | 'stale' | 'error' | 'fatal'

type Transition = ProviderEvents.Ready | ProviderEvents.Stale | ProviderEvents.Error

const EVENTS: Readonly<Record<Condition, Transition>> = {
  ready: ProviderEvents.Ready,
  stale: ProviderEvents.Stale,
  error: ProviderEvents.Error,
  fatal: ProviderEvents.Error,
}

type Emit = (event: Transition | ProviderEvents.ConfigurationChanged, details: EventContext) => void

/** Emits nothing before the first `start` has ended, and nothing after `stop`. */
export class Lifecycle {
  readonly #client: Watched
  readonly #emit: Emit
  readonly #stops: readonly (() => void)[]
  /** Of the last one who asked: a visitor may be refused, and the next one not. */
  #isRefused = false
  /** What OpenFeature believes; undefined before it has heard anything. */
  #told: Condition | undefined
  #settling: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  /** @param changed - The names to go with a change; undefined where any flag may read differently. */
  constructor(client: Watched, emit: Emit, changed: (change: RulesetChange) => readonly string[] | undefined) {
    this.#client = client
    this.#emit = emit
    // For whoever waits no longer, too: the refusal may come after `start` has timed out.
    client.ready().catch((error: unknown) => {
      this.#isRefused = isRefusal(error)
      this.#tell()
    })
    this.#stops = [
      client.on('ready', () => this.#tell()),
      client.on('status', () => this.#tell()),
      client.on('change', (change) => {
        const flags = changed(change)
        if (this.#told === undefined) return
        const metadata = { revision: change.revision }
        this.#emit(ProviderEvents.ConfigurationChanged, { ...(flags && { flagsChanged: [...flags] }), metadata })
      }),
    ]
  }

  /**
   * Resolves once there is something to serve.
   * @param refused - What OpenFeature makes of a refusal: of `initialize` `fatal`, of a change of context `error`.
   * @throws ProviderFatalError - The server refuses the key. Thrown at once; the client goes on trying.
   * @throws GeneralError - Nothing came in time, and the client goes on trying. Or it was stopped before.
   */
  async start(timeoutMs: number, refused: Condition = 'fatal'): Promise<void> {
    if (this.#isOver) throw new GeneralError('the provider was closed: make a new one')
    this.pause()
    try {
      await this.#client.ready({ timeoutMs })
      this.#isRefused = false
      this.expect('ready')
    } catch (error) {
      this.#isRefused = isRefusal(error)
      this.expect(this.#isRefused ? refused : 'error')
      const message = error instanceof Error ? error.message : String(error)
      throw this.#isRefused ? new ProviderFatalError(message) : new GeneralError(message)
    }
  }

  /** Until `start` has ended, or something is expected, OpenFeature waits and is told nothing. */
  pause(): void {
    this.#told = undefined
  }

  /** OpenFeature is about to conclude this by itself. Should it be wrong, it is told so afterwards. */
  expect(conclusion: Condition): void {
    if (this.#isOver) return
    this.#told = conclusion
    // A macrotask: there is no telling how many promises are between this one and OpenFeature.
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined
      this.#tell()
    }, 0)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
    clearTimeout(this.#settling)
    this.#isOver = true
  }

  #tell(): void {
    if (this.#told === undefined || this.#settling !== undefined || this.#isOver) return
    const status = this.#client.status()
    const condition = conditionOf(status, this.#isRefused)
    if (condition === this.#told) return
    this.#told = condition
    this.#emit(EVENTS[condition], {
      metadata: { state: status.state },
      ...(condition !== 'ready' && { message: status.failure ?? WORDS[status.state] ?? 'nothing to serve' }),
      ...(condition === 'fatal' && { errorCode: ErrorCode.PROVIDER_FATAL }),
    })
  }
}

const WORDS: Readonly<Record<string, string>> = {
  cached: 'the server has not confirmed what is served',
  stale: 'the server has not confirmed what is served for a while',
  closed: 'the client was closed: reads go on answering from what was held',
}

function conditionOf({ state, source }: Status, isRefused: boolean): Condition {
  if (state === 'closed') return 'error'
  if (source === undefined) return isRefused ? 'fatal' : 'error'
  return state === 'stale' || state === 'cached' ? 'stale' : 'ready'
}

function isRefusal(error: unknown): boolean {
  return isClientError(error) && error.code === 'REFUSED'
}
