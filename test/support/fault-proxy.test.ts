import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { lifetime } from './lifetime.ts'
import { within } from './settle.ts'

const { keep } = lifetime()

test('passes bytes both ways', async () => {
  const proxy = await echoBehindProxy()
  expect(await ask(await dial(proxy), 'hello')).toBe('hello')
})

test('a frozen connection stays open and silent while new ones work', async () => {
  const proxy = await echoBehindProxy()
  const old = await dial(proxy)
  await ask(old, 'hello')
  proxy.freeze()
  old.write('anyone?')
  expect(await ask(await dial(proxy), 'new')).toBe('new')
  expect(old.readableLength).toBe(0)
  expect(old.closed).toBe(false)
})

test('refuses until it is healed, on the same port', async () => {
  const proxy = await echoBehindProxy()
  const { port } = proxy
  await proxy.refuse()
  await expect(dial(proxy)).rejects.toThrow('ECONNREFUSED')
  await proxy.heal()
  expect(proxy.port).toBe(port)
  expect(await ask(await dial(proxy), 'again')).toBe('again')
})

test('cuts a connection after exactly the bytes it was told', async () => {
  const proxy = await echoBehindProxy()
  proxy.cutAfter(3)
  const socket = await dial(proxy)
  socket.write('hello')
  let got = ''
  socket.on('data', (data) => {
    got += data.toString()
  })
  await within('the end', once(socket, 'end'))
  expect(got).toBe('hel')
})

async function echoBehindProxy(): Promise<FaultProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  keep({
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  return keep(await startFaultProxy((server.address() as AddressInfo).port))
}

async function dial(proxy: FaultProxy): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1')
  await within('a connection', once(socket, 'connect'))
  keep({ close: async () => void socket.destroy() })
  return socket
}

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text)
  const [data] = (await within('an echo', once(socket, 'data'))) as [Buffer]
  socket.pause()
  return data.toString()
}
