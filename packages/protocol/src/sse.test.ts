import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isProtocolError } from './errors.ts'
import { encodeDown, encodeEvent } from './sse.ts'
import { texts } from './test-texts.ts'

test('an event is one id line, one name line and one data line', () => {
  expect(encodeEvent({ event: 'change', id: '1.2.x', data: '{}' })).toBe('id: 1.2.x\nevent: change\ndata: {}\n\n')
})

test('an event without an id leaves the reader where it was', () => {
  expect(encodeDown({ event: 'goodbye', reason: 'draining', spreadMs: 1000, ageMs: 0 })).toBe(
    'event: goodbye\ndata: {"reason":"draining","spreadMs":1000,"ageMs":0}\n\n',
  )
  expect(encodeDown({ event: 'heartbeat', epoch: 1, revision: 2, digest: '00c0ffee00c0ffee', ageMs: 0 })).not.toMatch(
    /^id/m,
  )
})

test('a change carries the state that it leads to as its id', () => {
  const change = {
    event: 'change',
    epoch: 7,
    from: 1,
    revision: 2,
    digest: '00c0ffee00c0ffee',
    items: {},
    ageMs: 0,
  } as const
  expect(encodeDown(change)).toMatch(/^id: 7\.2\.00c0ffee00c0ffee\n/)
})

test('no text that a person wrote can end a line early', () => {
  fc.assert(
    fc.property(texts(), texts(), (key, value) => {
      const data = JSON.stringify({ [key]: `${value}\r\nevent: snapshot\n\n` })
      expect(encodeEvent({ event: 'change', data }).split(/\r\n|\r|\n/)).toHaveLength(4)
    }),
  )
})

test.each(['\n', '\r', '\r\n', '\0'])('a part with %j is refused', (bad) => {
  for (const part of ['event', 'id', 'data']) {
    const attempt = (): string => encodeEvent({ event: 'change', id: '1', data: '{}', [part]: `a${bad}b` })
    expect(attempt).toThrow(expect.objectContaining({ code: 'NOT_ENCODABLE', path: part }))
  }
  expect(isProtocolError(new Error('other'))).toBe(false)
})
