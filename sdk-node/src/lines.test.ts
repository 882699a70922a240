import { describe, expect, test } from 'vitest'
import { createLineReader } from './lines.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function normalise(text: string, sizes: readonly number[]): string {
  const lines = createLineReader(1000)
  const all = bytes(text)
  const out: Uint8Array[] = []
  for (let at = 0, n = 0; at < all.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1
    out.push(lines(all.subarray(at, at + size)))
    at += size
  }
  return Buffer.concat(out).toString()
}

describe('F30 line ends', () => {
  const texts = ['a\r\nb\r\n\r\n', 'a\rb\r\r', 'a\n\n', '\r\n\r\n', '\r\r\n\n\r', 'é\r\n€\r😀\n\r\n', '\n\r\n\r']

  test.each(texts)('%j becomes the same lines however it is cut', (text) => {
    for (const sizes of [[1], [2], [3], [1, 2], [100], [3, 1, 1]]) {
      expect(normalise(text, sizes)).toBe(text.replace(/\r\n?/g, '\n'))
    }
  })

  test('a \\r at the end of a chunk ends its line at once', () => {
    expect(Buffer.from(createLineReader(10)(bytes('data: x\r\r'))).toString()).toBe('data: x\n\n')
  })
})

describe('F30 event size', () => {
  test('counts an event, not a chunk or the whole stream', () => {
    const lines = createLineReader(100)
    for (let n = 0; n < 100; n += 1) lines(bytes(`data: ${'x'.repeat(40)}\ndata: ${'y'.repeat(30)}\n\n`))
  })

  test('refuses an event of one long line, in one piece or byte by byte', () => {
    expect(() => createLineReader(100)(bytes('x'.repeat(101)))).toThrow('more than 100 bytes')
    const lines = createLineReader(100)
    for (let n = 0; n < 100; n += 1) lines(bytes('x'))
    expect(() => lines(bytes('x'))).toThrow('more than 100 bytes')
  })

  test('refuses an event of many short lines that never ends', () => {
    const lines = createLineReader(100)
    expect(() => {
      for (let n = 0; n < 100; n += 1) lines(bytes('data: x\n'))
    }).toThrow('more than 100 bytes')
  })

  test('is not fooled by a line end that is cut from the empty line before it', () => {
    const lines = createLineReader(20)
    for (let n = 0; n < 20; n += 1) {
      lines(bytes('data: abc\r'))
      lines(bytes('\n\r'))
      lines(bytes('\n'))
    }
  })
})
