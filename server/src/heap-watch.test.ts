import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type HeapState, HeapWatch, heapReader, stepHeap } from './heap-watch.ts'

const ROOM: HeapState = { kind: 'room' }
const SHORT: HeapState = { kind: 'short', calmSinceMs: undefined }

test.each<[string, HeapState, number, number, HeapState]>([
  ['there is room until three quarters are in use', ROOM, 0.749, 0, ROOM],
  ['then there is none', ROOM, 0.75, 0, SHORT],
  ['one look below that is not enough', SHORT, 0.7, 0, SHORT],
  ['below 65 % the time counts', SHORT, 0.6, 1_000, { kind: 'short', calmSinceMs: 1_000 }],
  ['it goes on to count', { kind: 'short', calmSinceMs: 1_000 }, 0.6, 5_999, { kind: 'short', calmSinceMs: 1_000 }],
  ['a look that finds more begins it anew', { kind: 'short', calmSinceMs: 1_000 }, 0.65, 5_999, SHORT],
  ['after five seconds there is room again', { kind: 'short', calmSinceMs: 1_000 }, 0.6, 6_000, ROOM],
])('%s', (_, state, usedRatio, nowMs, next) => {
  expect(stepHeap(state, usedRatio, nowMs)).toEqual(next)
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it looks a few times a second, tells each turn once, and no more after its end', () => {
  let usedBytes = 50
  const turned = vi.fn()
  const read = vi.fn(() => ({ usedBytes, allowedBytes: 100 }))
  const watch = new HeapWatch({ read, turned })
  vi.advanceTimersByTime(1_000)
  expect([read.mock.calls.length, watch.isShort]).toEqual([4, false])
  usedBytes = 80
  vi.advanceTimersByTime(60_000)
  expect(watch.isShort).toBe(true)
  expect(turned.mock.calls).toEqual([['short', { usedBytes: 80, allowedBytes: 100 }]])
  usedBytes = 20
  vi.advanceTimersByTime(10_000)
  expect(watch.isShort).toBe(false)
  expect(turned.mock.lastCall).toEqual(['room', { usedBytes: 20, allowedBytes: 100 }])
  watch.close()
  usedBytes = 90
  vi.advanceTimersByTime(10_000)
  expect(turned).toHaveBeenCalledTimes(2)
})

test('what is allowed is what the old generation may have: V8 counts the young one’s share in its limit', () => {
  const { usedBytes, allowedBytes } = heapReader(512 * 2 ** 20)()
  expect(usedBytes).toBeGreaterThan(1_000_000)
  // 3 MB are the young generation's on a machine of 512 MB.
  expect(allowedBytes - heapReader(16 * 2 ** 30)().allowedBytes).toBeGreaterThan(0)
})
