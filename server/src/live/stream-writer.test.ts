import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../test-eventually.ts'
import { StreamWriter } from './stream-writer.ts'
import { TestSocket } from './test-socket.ts'

function writerOn(socket: TestSocket): { readonly writer: StreamWriter; readonly heard: string[] } {
  const heard: string[] = []
  const listener = { drained: () => void heard.push('drained'), gone: () => void heard.push('gone') }
  return { writer: new StreamWriter(socket, listener), heard }
}

test('an event of several parts leaves as one', () => {
  const socket = new TestSocket()
  const corks: number[] = []
  socket.write = (bytes) => (corks.push(socket.corks), socket.written.push(bytes), true)
  const { writer } = writerOn(socket)
  writer.write([Buffer.from('a')])
  writer.write([Buffer.from('b'), Buffer.from('c')])
  expect([socket.read(), corks, socket.corks]).toEqual(['abc', [0, 1, 1], 0])
})

test('a socket with 256 KB unsent is full', () => {
  const socket = new TestSocket()
  const { writer } = writerOn(socket)
  socket.fill(256 * 1024 - 1)
  expect(writer.isFull).toBe(false)
  socket.fill(256 * 1024)
  expect(writer.isFull).toBe(true)
})

test('a reset by the peer is no more than the end of its stream', () => {
  const socket = new TestSocket()
  const { heard } = writerOn(socket)
  socket.emit('error', new Error('ECONNRESET'))
  socket.destroy()
  expect(heard).toEqual(['gone'])
})

test('F45 a stall is counted from the last byte that was taken, and not while nothing waits', () => {
  const socket = new TestSocket()
  const { writer } = writerOn(socket)
  expect(writer.stalledMs(1_000)).toBe(0)
  socket.fill(500)
  expect(writer.stalledMs(2_000)).toBe(0)
  expect(writer.stalledMs(30_000)).toBe(28_000)
  socket.fill(499)
  expect(writer.stalledMs(31_000)).toBe(0)
  expect(writer.stalledMs(60_000)).toBe(29_000)
  socket.drain()
  expect(writer.stalledMs(90_000)).toBe(0)
})

test('F45 on a real socket, a reader that stops is told from one that reads slowly', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const peer = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1')
  onTestFinished(() => void peer.destroy())
  peer.pause()
  const [socket] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => void socket.destroy())
  const writer = new StreamWriter(socket, { drained: () => {}, gone: () => {} })
  writer.write([Buffer.alloc(32_000_000)])
  let nowMs = 0
  const tick = (): number => writer.stalledMs((nowMs += 1_000))
  await eventually(() => expect(tick()).toBeGreaterThan(5_000))
  peer.resume()
  await eventually(() => expect(tick()).toBe(0))
})
