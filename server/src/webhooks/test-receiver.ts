/** A webhook's receiver on this machine, for tests. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** Of `hooks.test`, and of nobody else; it guards nothing. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBlzCCAT6gAwIBAgIUHR39iKglJAaNcUYzQWKHrlJ8XQ4wCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKaG9va3MudGVzdDAgFw0yNjExMjEwNzA5NDlaGA8yMTI2MTAy
ODA3MDk0OVowFTETMBEGA1UEAwwKaG9va3MudGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABBXKyRav7yP/cbxcWgpFhXUK3uDa7TlZNMd4KRRDuGb3YOEDXcTw
fetebllT30zkSwGuJiubSUiHtk2biLjMU0qjajBoMB0GA1UdDgQWBBShyA0g8Gga
I2kVUaUrggTUQ+CNBzAfBgNVHSMEGDAWgBShyA0g8GgaI2kVUaUrggTUQ+CNBzAP
BgNVHRMBAf8EBTADAQH/MBUGA1UdEQQOMAyCCmhvb2tzLnRlc3QwCgYIKoZIzj0E
AwIDRwAwRAIgKYpG338xZsjgk8+biAW2XFCtj8+HVjxC//Hz2bZxOIsCIHr4g+pe
AwH/tpe0NU9o3mad4dppCZI7gZrWoqqwHTpY
-----END CERTIFICATE-----
`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjEmhZ8Tu9YdXlLbb
yrVa94l9un+gc6bD7FAh+dEDFyWhRANCAAQVyskWr+8j/3G8XFoKRYV1Ct7g2u05
WTTHeCkUQ7hm92DhA13E8H3rXm5ZU99M5EsBriYrm0lIh7ZNm4i4zFNK
-----END PRIVATE KEY-----
`

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly url: string
  readonly servername: string | undefined
}

export interface TestReceiver {
  readonly port: number
  readonly requests: readonly ReceivedRequest[]
  /** Resolves when so many came. */
  came(count: number): Promise<void>
  close(): void
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void

/** @param answer - `200` unless given. */
export async function openReceiver(
  answer: Answer = (response) => response.end(),
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<TestReceiver> {
  const requests: ReceivedRequest[] = []
  let wake: () => void = () => {}
  const server: Server = tls ? createTlsServer({ key: KEY, cert: CERTIFICATE }) : createServer()
  server.on('request', (incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { servername } = incoming.socket as Partial<TLSSocket> & { servername?: string }
      const body = Buffer.concat(chunks).toString()
      const request = { headers: incoming.headers, body, url: incoming.url ?? '', servername }
      requests.push(request)
      answer(response, request)
      wake()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async came(count) {
      while (requests.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
