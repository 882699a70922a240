/**
 * Streams of audit entries. Each one reads on by itself from where it is when its reader has taken what there was, so
 * none holds more than one piece in memory, and a reader that is slow only comes later.
 * @see docs/api.md, "Events"
 */

/** What a stream is made of. */
export interface ChangeSource {
  /** Whose it is: so many streams may be open for one. */
  readonly owner: string
  /** What is to be sent next; `''` when there is nothing new. `isEnd`: nothing more is there for now. */
  read(): { readonly text: string; readonly isEnd: boolean }
  /** Whether whoever opened it may still see it. */
  isAllowed(): Promise<boolean>
}

export interface ChangeStreamOptions {
  readonly perOwner: number
  readonly perNode: number
  readonly heartbeatMs: number
  /** How often streams are looked at: a token that is revoked loses its streams within this time. */
  readonly checkMs: number
  /** A reader that takes nothing for so long is dropped. */
  readonly stallMs: number
  /** Whether the process may run out of memory: nobody new is let in then. */
  readonly isShortOfMemory: () => boolean
}

const DEFAULTS: ChangeStreamOptions = {
  perOwner: 20,
  perNode: 1_000,
  heartbeatMs: 15_000,
  checkMs: 2_000,
  stallMs: 30_000,
  isShortOfMemory: () => false,
}

export type StreamRefusal = 'owner-full' | 'node-full' | 'low-memory' | 'draining'

const WAKES_PER_TURN = 10

const OPENING = 'retry: 3000\n: open\n\n'
const HEARTBEAT = ': heartbeat\n\n'
const GOODBYE = 'event: goodbye\ndata: {}\n\n'

export class ChangeStreams {
  readonly #options: ChangeStreamOptions
  readonly #open = new Set<ChangeStream>()
  #checks: ReturnType<typeof setInterval> | undefined
  #isDraining = false
  readonly #stopListening: () => void

  /** @param onAppend - Tells of new entries. */
  constructor(onAppend: (listener: () => void) => () => void, options: Partial<ChangeStreamOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options }
    this.#stopListening = onAppend(() => this.#wakeAll())
  }

  get size(): number {
    return this.#open.size
  }

  open(source: ChangeSource): ReadableStream<Uint8Array> | StreamRefusal {
    if (this.#isDraining) return 'draining'
    if (this.#options.isShortOfMemory()) return 'low-memory'
    if (this.#open.size >= this.#options.perNode) return 'node-full'
    const own = [...this.#open].filter(({ owner }) => owner === source.owner).length
    if (own >= this.#options.perOwner) return 'owner-full'
    const stream = new ChangeStream(source, this.#options, () => this.#closed(stream))
    this.#open.add(stream)
    this.#checks ??= setInterval(() => this.#check(), this.#options.checkMs).unref()
    return stream.body
  }

  /** Ends every stream with a `goodbye`, and opens no other. */
  drain(): void {
    this.#isDraining = true
    this.#stopListening()
    for (const stream of this.#open) stream.end(GOODBYE)
  }

  /** A few per turn: a thousand dashboards must not come between a kill and the SDKs. */
  #wakeAll(): void {
    const waiting = this.#open.values()
    const some = (): void => {
      for (let n = 0; n < WAKES_PER_TURN; n++) {
        const { value, done } = waiting.next()
        if (done === true) return
        value.wake()
      }
      setImmediate(some)
    }
    some()
  }

  #check(): void {
    for (const stream of this.#open) void stream.check(performance.now())
  }

  #closed(stream: ChangeStream): void {
    this.#open.delete(stream)
    if (this.#open.size > 0) return
    clearInterval(this.#checks)
    this.#checks = undefined
  }
}

class ChangeStream {
  readonly body: ReadableStream<Uint8Array>
  readonly #source: ChangeSource
  readonly #options: ChangeStreamOptions
  readonly #closed: () => void
  readonly #encoder = new TextEncoder()
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #isOpen = true
  /** The reader has taken everything and waits. */
  #isAsked = false
  #sentAtMs = performance.now()

  constructor(source: ChangeSource, options: ChangeStreamOptions, closed: () => void) {
    this.#source = source
    this.#options = options
    this.#closed = closed
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller
        this.#send(OPENING)
      },
      pull: () => {
        this.#isAsked = true
        this.wake()
      },
      cancel: () => this.#close(),
    })
  }

  get owner(): string {
    return this.#source.owner
  }

  /** Sends what there is, if the reader wants it. What a reader may not see is passed over, a piece per turn. */
  wake(): void {
    if (!this.#isOpen || !this.#isAsked) return
    try {
      const { text, isEnd } = this.#source.read()
      if (text !== '') this.#send(text)
      else if (!isEnd) setImmediate(() => this.wake())
    } catch (error) {
      this.#cut(error)
    }
  }

  /** Keeps the connection warm, and ends what may not or cannot go on. */
  async check(nowMs: number): Promise<void> {
    const silentMs = nowMs - this.#sentAtMs
    if (!this.#isAsked && silentMs >= this.#options.stallMs) return this.#cut(new Error('The reader takes nothing.'))
    const isAllowed = await this.#source.isAllowed().catch(() => true)
    if (!isAllowed) this.end('')
    else if (this.#isOpen && this.#isAsked && silentMs >= this.#options.heartbeatMs) this.#send(HEARTBEAT)
  }

  end(lastWords: string): void {
    if (!this.#isOpen) return
    if (lastWords !== '') this.#send(lastWords)
    this.#controller?.close()
    this.#close()
  }

  #cut(error: unknown): void {
    if (this.#isOpen) this.#controller?.error(error)
    this.#close()
  }

  #send(text: string): void {
    this.#isAsked = false
    this.#sentAtMs = performance.now()
    this.#controller?.enqueue(this.#encoder.encode(text))
  }

  #close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#closed()
  }
}
