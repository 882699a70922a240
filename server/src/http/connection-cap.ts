/**
 * How many connections there may be at once. Where no file descriptor is left, the system takes new connections and
 * closes them without a word, an admin's kill among them. So there are fewer than that, and once few places are left,
 * each newcomer costs the one who has kept us waiting for longest.
 * @see docs/operations.md, "Connections"
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * - `idle`: it kept us waiting the longest, and made room
 * - `full`: a new one, and nobody could make room
 * - `failed`: the system could not accept it
 */
export type DropReason = 'idle' | 'full' | 'failed'

export interface ConnectionRoom {
  readonly connections: number
  /** Fewer, so that whoever asks something finds a place beside them. */
  readonly streams: number
}

/** The database, the log, webhooks, and what is read from disk. */
const OTHER_FILES = 200
const BESIDE_STREAMS = 300

/** @param openFiles - How many files the process may have open, `ulimit -n`. */
export function roomWithin(openFiles: number): ConnectionRoom {
  const connections = openFiles - Math.min(OTHER_FILES, Math.ceil(openFiles / 2))
  return { connections, streams: connections - Math.min(BESIDE_STREAMS, Math.ceil(connections / 4)) }
}

/** Many come at once, and those who make room are gone only when all of them are in. */
const SPARE_SHARE = 1 / 16

type Dropped = (reason: DropReason, error?: Error) => void

/** From now on the server holds so many connections at most. Before it listens. */
export function capConnections(server: Server, most: number, dropped: Dropped): Places {
  const places = new Places(most, dropped)
  server.maxConnections = most
  // One for all: there may be tens of thousands.
  const closed = function (this: Socket): void {
    places.closed(this)
  }
  server.on('connection', (socket) => places.opened(socket.on('close', closed)))
  server.on('drop', () => dropped('full'))
  return places
}

export class Places {
  /** Up to so many, nobody has to make room. */
  readonly #ample: number
  readonly #dropped: Dropped
  /**
   * Who keeps us waiting, the longest so first: for a request, for the rest of this one, or until an answer is taken.
   * Whoever waits for us is not among them.
   */
  readonly #waitedFor = new Map<Socket, IncomingMessage | undefined>()
  #open = 0

  constructor(most: number, dropped: Dropped) {
    this.#ample = most - Math.ceil(most * SPARE_SHARE)
    this.#dropped = dropped
  }

  opened(socket: Socket): void {
    this.#open++
    if (this.#open > this.#ample) this.#makeRoom()
    this.#waitedFor.set(socket, undefined)
  }

  closed(socket: Socket): void {
    this.#open--
    this.#waitedFor.delete(socket)
  }

  /** It is the turn of this request. */
  asked(incoming: IncomingMessage): void {
    const { socket, headers } = incoming
    this.#waitedFor.delete(socket)
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
    if (hasBody) this.#waitedFor.set(socket, incoming)
  }

  /** Its answer is whole, and its peer's to take. */
  answered(socket: Socket): void {
    this.#waitedFor.delete(socket)
    if (!socket.destroyed) this.#waitedFor.set(socket, undefined)
  }

  #makeRoom(): void {
    for (const [socket, incoming] of this.#waitedFor) {
      this.#waitedFor.delete(socket)
      // It is all there by now, and being answered.
      if (incoming?.complete === true) continue
      socket.destroy()
      return this.#dropped('idle')
    }
  }
}
