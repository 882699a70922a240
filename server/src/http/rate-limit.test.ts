import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RateLimiter } from './rate-limit.ts'

test('a minute of requests may come at once, then one for each that comes free', () => {
  let nowMs = 1_000
  const limiter = new RateLimiter(60, () => nowMs)
  for (let i = 0; i < 60; i++) expect(limiter.take('a')).toBe(0)
  expect(limiter.take('a')).toBe(1)
  expect(limiter.take('b')).toBe(0)
  nowMs += 999
  expect(limiter.take('a')).toBe(1)
  nowMs += 1
  expect(limiter.take('a')).toBe(0)
  expect(limiter.take('a')).toBe(1)
  nowMs += 60_000
  for (let i = 0; i < 60; i++) expect(limiter.take('a')).toBe(0)
  expect(limiter.take('a')).toBe(1)
})

/** Rates, and gaps in milliseconds between one request and the next: bursts, trickles and rests. */
const traffic = fc.record({
  perMinute: fc.constantFrom(1, 7, 60, 600, 60_000),
  gaps: fc.array(fc.oneof(fc.constant(0), fc.nat(50), fc.nat(3_000), fc.nat(100_000)), {
    minLength: 1,
    maxLength: 400,
  }),
})

test('in no stretch of time does anybody get more than a minute at once and what came free since', () => {
  fc.assert(
    fc.property(traffic, ({ perMinute, gaps }) => {
      let nowMs = 0
      const limiter = new RateLimiter(perMinute, () => nowMs)
      const passed: number[] = []
      for (const gap of gaps) {
        nowMs += gap
        const { remaining } = limiter.credit('a')
        const isTaken = limiter.take('a') === 0
        // What is said to be left is left.
        expect(isTaken).toBe(remaining > 0)
        if (isTaken) passed.push(nowMs)
      }
      for (const [first, from] of passed.entries()) {
        for (const [last, to] of passed.entries()) {
          if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(perMinute * (1 + (to - from) / 60_000) + 1e-6)
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('whoever waits for as long as told is let through, and not a second earlier', () => {
  fc.assert(
    fc.property(traffic, ({ perMinute, gaps }) => {
      let nowMs = 0
      const limiter = new RateLimiter(perMinute, () => nowMs)
      for (const gap of gaps) {
        nowMs += gap
        const waitSeconds = limiter.take('a')
        expect(Number.isInteger(waitSeconds)).toBe(true)
        if (waitSeconds === 0) continue
        // Asking costs nothing.
        expect(limiter.take('a')).toBe(waitSeconds)
        nowMs += (waitSeconds - 1) * 1_000
        expect(limiter.take('a')).toBe(1)
        nowMs += 1_000
        expect(limiter.take('a')).toBe(0)
      }
    }),
    { numRuns: 100 },
  )
})

test('after the seconds until the reset, a whole minute may come at once', () => {
  let nowMs = 0
  const limiter = new RateLimiter(7, () => nowMs)
  for (let i = 0; i < 5; i++) limiter.take('a')
  const { remaining, resetSeconds } = limiter.credit('a')
  expect([remaining, resetSeconds]).toEqual([2, 43])
  nowMs += resetSeconds * 1_000
  expect(limiter.credit('a')).toEqual({ remaining: 7, resetSeconds: 0 })
})

test('names that have not been seen for a minute take no memory', () => {
  let nowMs = 0
  const limiter = new RateLimiter(60, () => nowMs)
  for (let i = 0; i < 50_000; i++) {
    nowMs += 1
    expect(limiter.take(`address-${i}`)).toBe(0)
  }
  expect(limiter.size).toBeLessThanOrEqual(1_000)
})

test('however many names are made up at once, they take no more memory than so many, and who comes often is remembered', () => {
  const limiter = new RateLimiter(2, () => 0, 100)
  for (let i = 0; i < 10_000; i++) {
    if (i < 2) expect(limiter.take('regular')).toBe(0)
    expect(limiter.take(`made-up-${i}`)).toBe(0)
    expect(limiter.size).toBeLessThanOrEqual(100)
    if (i < 90) expect(limiter.credit('regular').remaining).toBe(i < 1 ? 1 : 0)
  }
})
