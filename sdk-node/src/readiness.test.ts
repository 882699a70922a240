import type { Status } from '@halyard/sdk-core'
import { expect, test } from 'vitest'
import { readiness } from './readiness.ts'

const live: Status = {
  state: 'live',
  epoch: 1,
  revision: 2,
  ageMs: 40,
  source: 'network',
  failure: undefined,
  divergences: 0,
  uncounted: 0,
}
const of = (status: Partial<Status>) => ({ status: () => ({ ...live, ...status }) })
const READY = { ready: true, reason: undefined }

test('an app that holds flags is ready, wherever they came from', () => {
  expect(readiness(of({}))).toEqual(READY)
  expect(readiness(of({ state: 'cached', source: 'bootstrap', ageMs: undefined }))).toEqual(READY)
  expect(readiness(of({ state: 'stale', ageMs: 86_400_000, failure: 'HTTP status 503' }))).toEqual(READY)
})

test('one without flags is not, and says why', () => {
  const nothing = { state: 'connecting', source: undefined, ageMs: undefined, revision: undefined } as const
  expect(readiness(of(nothing))).toEqual({ ready: false, reason: 'no flags are held yet' })
  expect(readiness(of({ ...nothing, failure: 'HTTP status 401' })).reason).toBe(
    'no flags are held yet: HTTP status 401',
  )
})

test('where an age is asked for, older flags and such as nobody has confirmed will not do', () => {
  expect(readiness(of({ ageMs: 1_000 }), { maxAgeMs: 1_000 })).toEqual(READY)
  expect(readiness(of({ ageMs: 1_001 }), { maxAgeMs: 1_000 })).toEqual({
    ready: false,
    reason: 'the server last confirmed the flags 1001 ms ago',
  })
  const cached = of({ state: 'cached', source: 'cache', ageMs: undefined })
  expect(readiness(cached, { maxAgeMs: 1_000 })).toEqual({
    ready: false,
    reason: 'the server has not confirmed the flags of the cache',
  })
})

test('a closed client makes its app not ready, whatever it holds', () => {
  expect(readiness(of({ state: 'closed' }))).toEqual({ ready: false, reason: 'the client is closed' })
})
