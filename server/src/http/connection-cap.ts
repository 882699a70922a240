/**
 * How many connections there may be at once. Where no file descriptor is left, the system takes new connections and
 * closes them without a word, an admin's kill among them. So there are fewer than that, and once few places are left,
 * each newcomer costs the one who has kept us waiting for longest.
 * @see docs/operations.md, "Connections"
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * - `idle`: it waited for nothing, and made room
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
export function capConnections(server: Server, most: number, dropped: Dropped): void {
  const places = new Places(most, dropped)
  server.maxConnections = most
  server.on('connection', (socket) => places.opened(socket))
  server.on('request', (incoming, outgoing) => places.asked(incoming, outgoing))
  server.on('drop', () => dropped('full'))
}

class Places {
  /** Up to so many, nobody has to make room. */
  readonly #ample: number
  readonly #dropped: Dropped
  /** Who has no request under way, the longest so first. */
  readonly #idle = new Set<Socket>()
  /** Whose request may still have a rest to come, the oldest first. */
  readonly #sending = new Map<Socket, IncomingMessage>()
  readonly #underWay = new WeakMap<Socket, number>()
  #open = 0

  constructor(most: number, dropped: Dropped) {
    this.#ample = most - Math.ceil(most * SPARE_SHARE)
    this.#dropped = dropped
  }

  opened(socket: Socket): void {
    this.#open++
    socket.once('close', () => {
      this.#open--
      this.#forget(socket)
    })
    if (this.#open > this.#ample) this.#makeRoom()
    this.#idle.add(socket)
  }

  asked(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { socket, headers } = incoming
    this.#underWay.set(socket, (this.#underWay.get(socket) ?? 0) + 1)
    this.#idle.delete(socket)
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
    if (hasBody) this.#sending.set(socket, incoming)
    outgoing.on('close', () => this.#answered(socket))
  }

  #answered(socket: Socket): void {
    const left = (this.#underWay.get(socket) ?? 1) - 1
    this.#underWay.set(socket, left)
    if (left > 0) return
    this.#forget(socket)
    if (!socket.destroyed) this.#idle.add(socket)
  }

  #makeRoom(): void {
    const [longest] = this.#idle
    const socket = longest ?? this.#slowest()
    if (socket === undefined) return
    this.#forget(socket)
    socket.destroy()
    this.#dropped('idle')
  }

  #slowest(): Socket | undefined {
    for (const [socket, { complete }] of this.#sending) if (!complete) return socket
    return undefined
  }

  #forget(socket: Socket): void {
    this.#idle.delete(socket)
    this.#sending.delete(socket)
  }
}
