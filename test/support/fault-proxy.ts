import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Running } from './lifetime.ts'
import { freePort } from './server.ts'

/** A TCP relay that misbehaves on request. It knows bytes, not HTTP. */
export interface FaultProxy extends Running {
  readonly url: string
  readonly port: number
  /** Connections accepted since the start; `open` of them still are. */
  readonly accepted: number
  readonly open: number
  /** Half-open: connections of this moment stay open but pass no byte ever again; new ones work. */
  freeze(): void
  /** Like {@link freeze}, and new connections are accepted and never served either, until {@link heal}. */
  blackhole(): void
  /** Resets the open connections and refuses new ones, until {@link heal}. */
  refuse(): Promise<void>
  /** New connections pass every byte this much later. */
  delay(ms: number): void
  /** New connections end once the server has sent this many bytes on them. */
  cutAfter(bytes: number): void
  /** Resets every open connection. */
  reset(): void
  /** New connections work normally. */
  heal(): Promise<void>
}

type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'cut'; readonly bytes: number }

interface Link {
  readonly client: Socket
  readonly upstream: Socket
  frozen: boolean
}

/** @param targetPort - Where healthy bytes go, on 127.0.0.1. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const proxy = new Relay(targetPort)
  // Nobody else is given it while it refuses.
  await proxy.listen(await freePort())
  return proxy
}

class Relay implements FaultProxy {
  readonly #targetPort: number
  readonly #links = new Set<Link>()
  #server: Server | undefined
  #fault: Fault = { kind: 'none' }
  port = 0
  accepted = 0

  constructor(targetPort: number) {
    this.#targetPort = targetPort
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get open(): number {
    return this.#links.size
  }

  async listen(port: number): Promise<void> {
    const server = createServer((client) => this.#accept(client))
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    this.port = (server.address() as AddressInfo).port
    this.#server = server
  }

  freeze(): void {
    for (const link of this.#links) link.frozen = true
  }

  blackhole(): void {
    this.freeze()
    this.#fault = { kind: 'blackhole' }
  }

  async refuse(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    const closed = server === undefined ? Promise.resolve() : new Promise((done) => server.close(done))
    this.reset()
    await closed
  }

  delay(ms: number): void {
    this.#fault = { kind: 'delay', ms }
  }

  cutAfter(bytes: number): void {
    this.#fault = { kind: 'cut', bytes }
  }

  reset(): void {
    for (const { client } of this.#links) client.resetAndDestroy()
  }

  async heal(): Promise<void> {
    this.#fault = { kind: 'none' }
    if (this.#server === undefined) await this.listen(this.port)
  }

  async close(): Promise<void> {
    await this.refuse()
  }

  #accept(client: Socket): void {
    this.accepted += 1
    const upstream = connect(this.#targetPort, '127.0.0.1')
    const link: Link = { client, upstream, frozen: this.#fault.kind === 'blackhole' }
    this.#links.add(link)
    const forget = (): void => {
      this.#links.delete(link)
      client.destroy()
      upstream.destroy()
    }
    for (const end of [client, upstream]) {
      end.setNoDelay(true)
      end.on('error', forget) // Resets are what this proxy is for; the other side learns of them by the close.
      end.on('close', () => {
        // A half-open link hides from each side that the other is gone.
        if (!link.frozen || end === client) forget()
      })
    }
    this.#pump(link, client, upstream, this.#fault)
    this.#pump(link, upstream, client, this.#fault)
  }

  #pump(link: Link, from: Socket, to: Socket, fault: Fault): void {
    let passed = 0
    from.on('data', (bytes) => {
      if (link.frozen) return
      if (fault.kind === 'delay') return void setTimeout(() => this.#write(link, to, bytes), fault.ms)
      passed += bytes.length
      if (fault.kind === 'cut' && from === link.upstream && passed >= fault.bytes) {
        const rest = bytes.subarray(0, bytes.length - (passed - fault.bytes))
        // `end` lets these last bytes out; the reset would throw them away.
        return void to.end(rest)
      }
      this.#write(link, to, bytes)
    })
  }

  #write(link: Link, to: Socket, bytes: Buffer): void {
    if (!link.frozen && to.writable) to.write(bytes)
  }
}
