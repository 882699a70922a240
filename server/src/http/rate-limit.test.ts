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

test('names that have not been seen for a while take no memory', () => {
  let nowMs = 0
  const limiter = new RateLimiter(60, () => nowMs)
  for (let i = 0; i < 50_000; i++) {
    nowMs += 1
    expect(limiter.take(`address-${i}`)).toBe(0)
  }
  expect(limiter.size).toBeLessThan(20_000)
})
