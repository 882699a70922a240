import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createSender, type SenderOptions } from './send.ts'
import { type Answer, CERTIFICATE, openReceiver, type TestReceiver } from './test-receiver.ts'

async function receiver(answer?: Answer, options?: { readonly tls?: boolean }): Promise<TestReceiver> {
  const opened = await openReceiver(answer, options)
  onTestFinished(() => opened.close())
  return opened
}

const sender = (options: Partial<SenderOptions> = {}) => createSender({ allowLoopback: true, ...options })
const here = ({ port }: TestReceiver, path = '/') => `http://127.0.0.1:${port}${path}`
const localhost = async () => [{ address: '127.0.0.1', family: 4 }]

test('F79 the connection goes to what was looked up, under the name that was asked for', async () => {
  const target = await receiver(undefined, { tls: true })
  const asked: string[] = []
  const resolve = async (name: string) => {
    asked.push(name)
    return asked.length === 1 ? localhost() : [{ address: '10.0.0.1', family: 4 }]
  }
  const send = sender({ resolve, ca: CERTIFICATE })
  const url = `https://hooks.test:${target.port}/in?x=1`
  expect(await send(url, { 'webhook-id': 'm' }, '{"a":1}')).toEqual({ status: 200, error: undefined })
  expect(asked).toEqual(['hooks.test'])
  expect(target.requests).toMatchObject([
    {
      body: '{"a":1}',
      url: '/in?x=1',
      servername: 'hooks.test',
      headers: { host: `hooks.test:${target.port}`, 'webhook-id': 'm', 'content-type': 'application/json' },
    },
  ])
  // The name leads elsewhere by now: nothing is sent, and no connection from before is used again.
  expect((await send(url, {}, '{}')).error).toMatch(/not public/)
  expect(target.requests).toHaveLength(1)
})

test('F79 a name with a single address inside is refused before anything is sent', async () => {
  const target = await receiver(undefined, { tls: true })
  for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fd00::1']) {
    const resolve = async () => [
      { address: '1.1.1.1', family: 4 },
      { address, family: address.includes(':') ? 6 : 4 },
    ]
    const send = sender({ allowLoopback: false, resolve, ca: CERTIFICATE })
    expect((await send(`https://hooks.test:${target.port}/`, {}, '{}')).error).toMatch(/not public/)
  }
  expect(target.requests).toEqual([])
})

test('F79 a URL that became forbidden after it was saved is not connected to', async () => {
  const target = await receiver()
  const send = sender({ allowLoopback: false })
  expect((await send(here(target), {}, '{}')).error).toMatch(/public internet/)
  expect(target.requests).toEqual([])
})

test('F79 a certificate of somebody else is refused', async () => {
  const target = await receiver(undefined, { tls: true })
  const send = sender({ resolve: localhost, ca: CERTIFICATE })
  expect((await send(`https://other.test:${target.port}/`, {}, '{}')).error).toMatch(/ERR_TLS/)
  expect(target.requests).toEqual([])
})

test('F79 a redirect to an address inside is not followed', async () => {
  const inside = await receiver()
  for (const status of [301, 302, 307, 308]) {
    const target = await receiver((response) => response.writeHead(status, { Location: here(inside) }).end())
    expect(await sender()(here(target), {}, '{}')).toEqual({ status, error: undefined })
  }
  expect(inside.requests).toEqual([])
})

const ANSWERED = 'http.client.response.finish'

/** Resolves when the head of the next answer is there. */
function nextAnswer(): Promise<void> {
  return new Promise((resolve) => {
    const answered = (): void => {
      unsubscribe(ANSWERED, answered)
      resolve()
    }
    subscribe(ANSWERED, answered)
  })
}

test('F79 a receiver that never answers, or never ends, is given up in time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const send = sender()
  const silent = await receiver(() => {})
  const unanswered = send(here(silent), {}, '{}')
  await silent.came(1)
  vi.advanceTimersByTime(15_000)
  expect((await unanswered).error).toMatch(/within 15 s/)
  // It said that it took the message; how long it goes on talking is its own affair.
  const endless = await receiver((response) => void response.writeHead(200).write('…'))
  const answered = nextAnswer()
  const unending = send(here(endless), {}, '{}')
  await answered
  vi.advanceTimersByTime(15_000)
  expect(await unending).toEqual({ status: 200, error: undefined })
  const resolve = () => new Promise<never>(() => {})
  const unresolved = sender({ resolve })('https://hooks.test/', {}, '{}')
  vi.advanceTimersByTime(15_000)
  expect((await unresolved).error).toMatch(/within 15 s/)
})

test('F79 a receiver that switches to another protocol ends its message, and holds up none after it', async () => {
  const target = await receiver((response) => {
    response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n')
  })
  expect(await sender()(here(target), {}, '{}')).toEqual({ status: undefined, error: 'The connection failed.' })
})

test('F79 of a reply of a gigabyte, next to nothing is read', async () => {
  let sent = 0
  const target = await receiver((response) => {
    const chunk = Buffer.alloc(64 * 1024)
    const more = (): void => {
      while (sent < 1_000_000_000 && !response.destroyed) {
        sent += chunk.length
        if (!response.write(chunk)) return void response.once('drain', more)
      }
    }
    more()
  })
  expect(await sender()(here(target), {}, '{}')).toEqual({ status: 200, error: undefined })
  expect(sent).toBeLessThan(20_000_000)
})

test('a name of this machine is found without a name server, where it may be', async () => {
  const target = await receiver()
  expect(await sender()(`http://localhost:${target.port}/`, {}, '{}')).toEqual({ status: 200, error: undefined })
})

test('a receiver that is not there says why', async () => {
  const target = await openReceiver()
  target.close()
  expect((await sender()(here(target), {}, '{}')).error).toMatch(/ECONNREFUSED/)
})
