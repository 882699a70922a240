import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatStateId, MAX_STATE_ID_LENGTH, parseStateId } from './state-id.ts'
import { texts } from './test-texts.ts'

const digest = '00c0ffee00c0ffee'

test('an id reads back as the state that it names', () => {
  const state = fc.record({
    epoch: fc.nat(1e15 - 1),
    revision: fc.nat(1e15 - 1),
    digest: fc.stringMatching(/^[0-9a-f]{16}$/),
  })
  fc.assert(
    fc.property(state, (sent) => {
      const id = formatStateId(sent)
      expect(id).toMatch(/^[A-Za-z0-9._-]{1,128}$/)
      expect(parseStateId(id)).toEqual(sent)
    }),
  )
})

test.each([
  ['nothing', ''],
  ['garbage', 'hello'],
  ['a part too few', `1.2`],
  ['a part too many', `1.2.${digest}.3`],
  ['an empty part', `.2.${digest}`],
  ['a sign', `-1.2.${digest}`],
  ['a fraction of a number', `1e3.2.${digest}`],
  ['a leading zero, which would name one state twice', `01.2.${digest}`],
  ['a revision of 10^15', `1.1000000000000000.${digest}`],
  ['a digest in capitals', `1.2.${digest.toUpperCase()}`],
  ['a digest too short', `1.2.${digest.slice(1)}`],
  ['a digest too long', `1.2.${digest}0`],
  ['a line end', `1.2.${digest}\n`],
  ['white space', ` 1.2.${digest}`],
  ['digits of another script', `١.2.${digest}`],
  ['a quoted ETag', `"1.2.${digest}"`],
  ['64 kB of digits', `${'1'.repeat(65_536)}.2.${digest}`],
  ['64 kB of garbage', '\u0000'.repeat(65_536)],
])('F37 no state is read from %s', (_what, id) => {
  expect(parseStateId(id)).toBeUndefined()
})

test('F37 any text at all is an id that formats to itself, or none', () => {
  const text = fc.oneof(texts(), fc.stringMatching(/^[0-9.a-f]{0,60}$/))
  fc.assert(
    fc.property(text, (id) => {
      const state = parseStateId(id)
      return state === undefined || formatStateId(state) === id
    }),
  )
})

test('F37 the longest id of this version is well below what a server reads', () => {
  const longest = formatStateId({ epoch: 1e15 - 1, revision: 1e15 - 1, digest })
  expect(longest.length).toBeLessThan(MAX_STATE_ID_LENGTH)
  expect(parseStateId(longest)).toBeDefined()
})
