/**
 * Bytes to one socket, past Node's response object: it knows when the peer reads too slowly, and queues nothing of its
 * own. The response is framed by its end (`Connection: close`), so that the same bytes fit every HTTP version.
 */
import type { Frame } from './frames.ts'

/** The parts of a `net.Socket` that are used. */
export interface StreamSocket {
  readonly writableLength: number
  write(bytes: Buffer): boolean
  cork(): void
  uncork(): void
  destroySoon(): void
  destroy(): unknown
  on(event: 'drain' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** From so many unsent bytes on, nothing is added. */
const FULL_BYTES = 256 * 1024

export class StreamWriter {
  readonly #socket: StreamSocket
  #queued = 0
  #queuedSinceMs = 0

  constructor(socket: StreamSocket, listener: { readonly drained: () => void; readonly gone: () => void }) {
    this.#socket = socket
    socket.on('drain', listener.drained)
    socket.on('close', listener.gone)
    // `close` follows; without a listener a reset by the peer would end the process.
    socket.on('error', ignore)
  }

  get isFull(): boolean {
    return this.#socket.writableLength >= FULL_BYTES
  }

  write(frame: Frame): void {
    const [first] = frame
    if (frame.length === 1 && first !== undefined) this.#socket.write(first)
    else this.together(() => frame.forEach((bytes) => this.#socket.write(bytes)))
  }

  /** What is written meanwhile leaves as one. */
  together(write: () => void): void {
    this.#socket.cork()
    write()
    this.#socket.uncork()
  }

  /** For how long the kernel has not taken a byte of what waits. Ask every second or so. */
  stalledMs(nowMs: number): number {
    const queued = this.#socket.writableLength === 0 ? 0 : queuedBytes(this.#socket)
    if (queued === 0 || queued !== this.#queued) this.#queuedSinceMs = nowMs
    this.#queued = queued
    return nowMs - this.#queuedSinceMs
  }

  /** Sends what is unsent, then closes both ways: a peer that never closes its side keeps nothing open. */
  end(): void {
    this.#socket.destroySoon()
  }

  cut(): void {
    this.#socket.destroy()
  }
}

/**
 * What Node handed to the kernel and the kernel did not take yet: the only figure that falls byte by byte. The stream's
 * own length falls write by write, and a snapshot is one write.
 */
function queuedBytes(socket: StreamSocket & { _handle?: { writeQueueSize?: number } | null }): number {
  return socket._handle?.writeQueueSize ?? socket.writableLength
}

function ignore(): void {}
