// Thousands of stream clients in one process, on plain sockets, driven over JSON lines by `generator.ts`.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const { port, head } = JSON.parse(process.argv[2])
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
/** CLOCK_MONOTONIC: one clock for all processes of a machine. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6

/** So many connections at a time wait for their first event. */
const AT_ONCE = 200
/** What every SDK does: docs/connection.md, "Back-off". */
const BASE_MS = 1_000
const MAX_MS = 30_000

const clients = new Set()
let needle
let missing
let onAll = () => {}
let isReturning = false
let attempts = 0

class Client {
  #socket
  #failures = 0
  isOpen = false
  isStalled = false
  /** The value of {@link needle} that was seen last. */
  seen

  /** Resolves with the first event. */
  open() {
    attempts += 1
    return new Promise((resolve) => {
      let spreadMs
      const socket = connect(port, '127.0.0.1', () => socket.write(head))
      this.#socket = socket
      socket.on('data', (bytes) => {
        if (!this.isOpen && bytes.includes('\n\n') && bytes.includes('data: ')) {
          this.isOpen = true
          this.#failures = 0
          if (this.isStalled) socket.pause()
          resolve()
        }
        // Refused: an answer that is no stream keeps its connection.
        if (!this.isOpen && !bytes.includes('HTTP/1.1 200') && bytes.includes('HTTP/1.1 ')) socket.destroy()
        if (bytes.includes('event: goodbye')) spreadMs = Number(/"spreadMs":(\d+)/.exec(bytes)?.[1])
        if (needle !== undefined && this.seen !== needle && bytes.includes(needle)) {
          this.seen = needle
          missing -= 1
          if (missing === 0) onAll()
        }
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        this.isOpen = false
        if (!isReturning) return
        const withinMs = spreadMs ?? Math.min(MAX_MS, BASE_MS * 2 ** this.#failures)
        this.#failures += 1
        setTimeout(() => void this.open().then(resolve), Math.random() * withinMs)
      })
    })
  }

  close() {
    this.#socket?.destroy()
  }
}

const calls = {
  /** Opens streams until there are `count` more; with `stalled` they read no further than the first event. */
  async open({ count, stalled = false }) {
    const made = Array.from({ length: count }, () => new Client())
    const queue = [...made]
    const work = async () => {
      for (let client = queue.pop(); client; client = queue.pop()) {
        client.isStalled = stalled
        clients.add(client)
        await client.open()
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return open()
  },
  /** From now on every stream looks for this text. */
  watch({ text }) {
    needle = Buffer.from(text)
    missing = [...clients].filter(({ isStalled }) => !isStalled).length
  },
  /** When the last one had seen it. */
  async all() {
    if (missing > 0) await new Promise((resolve) => (onAll = resolve))
    return nowMs()
  },
  /** From now on whoever loses its stream comes back as an SDK does. */
  returning() {
    isReturning = true
    attempts = 0
  },
  count: () => ({ open: open(), attempts }),
  close() {
    isReturning = false
    for (const client of clients) client.close()
    clients.clear()
  },
}

function open() {
  return [...clients].filter(({ isOpen }) => isOpen).length
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, call, args } = JSON.parse(line)
    void Promise.resolve(calls[call](args)).then((value) => say({ id, value: value ?? null }))
  })
  .on('close', () => process.exit(0))
say({ id: 0, value: null })
