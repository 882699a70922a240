import { EventEmitter, once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { StreamWriter } from './stream-writer.ts'

class FakeSocket extends EventEmitter {
  writableLength = 0
  destroyed = false
  readonly written: string[] = []
  readonly calls: string[] = []
  _handle: { writeQueueSize: number } | null = { writeQueueSize: 0 }

  write(bytes: Buffer): boolean {
    this.written.push(bytes.toString())
    return true
  }
  cork(): void {
    this.calls.push('cork')
  }
  uncork(): void {
    this.calls.push('uncork')
  }
  destroySoon(): void {
    this.calls.push('destroySoon')
  }
  destroy(): void {
    this.destroyed = true
  }
}

function writerOn(socket: FakeSocket): StreamWriter {
  return new StreamWriter(socket, {
    drained: () => socket.calls.push('drained'),
    gone: () => socket.calls.push('gone'),
  })
}

test('an event of several parts leaves as one, one of a single part without detour', () => {
  const socket = new FakeSocket()
  const writer = writerOn(socket)
  writer.write([Buffer.from('a')])
  expect(socket.calls).toEqual([])
  writer.write([Buffer.from('b'), Buffer.from('c')])
  expect([socket.written.join(''), socket.calls]).toEqual(['abc', ['cork', 'uncork']])
})

test('a socket with 256 KB unsent is full', () => {
  const socket = new FakeSocket()
  const writer = writerOn(socket)
  socket.writableLength = 256 * 1024 - 1
  expect(writer.isFull).toBe(false)
  socket.writableLength++
  expect(writer.isFull).toBe(true)
})

test('a reset by the peer is no more than the end of its stream', () => {
  const socket = new FakeSocket()
  writerOn(socket)
  socket.emit('error', new Error('ECONNRESET'))
  socket.emit('close')
  expect(socket.calls).toEqual(['gone'])
})

test('F45 a stall is counted from the last byte that was taken, and not while nothing waits', () => {
  const socket = new FakeSocket()
  const writer = writerOn(socket)
  expect(writer.stalledMs(1_000)).toBe(0)
  socket.writableLength = 500
  socket._handle = { writeQueueSize: 500 }
  expect(writer.stalledMs(2_000)).toBe(0)
  expect(writer.stalledMs(30_000)).toBe(28_000)
  socket._handle.writeQueueSize = 499
  expect(writer.stalledMs(31_000)).toBe(0)
  expect(writer.stalledMs(60_000)).toBe(29_000)
  socket.writableLength = 0
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
  await vi.waitFor(() => expect(tick()).toBeGreaterThan(5_000))
  peer.resume()
  await vi.waitFor(() => expect(tick()).toBe(0))
})
