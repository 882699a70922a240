import * as fc from 'fast-check'
import murmurhash from 'murmurhash'
import { expect, test } from 'vitest'
import { addToDigest, digestOf, EMPTY_DIGEST, removeFromDigest } from './digest.ts'
import { parseRulesetBody } from './down.ts'
import { texts } from './test-texts.ts'

type Entry = readonly [kind: string, key: string, hash: string]

const entry: fc.Arbitrary<Entry> = fc.tuple(
  fc.constantFrom('flag', 'segment', 'layer'),
  fc.oneof(fc.constantFrom('__proto__', 'constructor', ''), texts()),
  fc.stringMatching(/^[0-9a-f]{16}$/),
)
const entries = fc.uniqueArray(entry, { selector: ([kind, key]) => `${kind}\0${key}` })

/** The definition, on another hash and with big integers. */
function naive(items: readonly Entry[]): string {
  const sum = (seed: number): string =>
    items
      .reduce((total, [kind, key, hash]) => total + BigInt(murmurhash.v3(`${kind}\0${key}\0${hash}`, seed)), 0n)
      .toString(16)
      .padStart(8, '0')
      .slice(-8)
  return sum(0) + sum(1)
}

function added(items: readonly Entry[]): string {
  return items.reduce((digest, item) => addToDigest(digest, ...item), EMPTY_DIGEST)
}

test('the digest of any items is the sum that the specification defines', () => {
  fc.assert(fc.property(entries, (items) => added(items) === naive(items)))
})

test('the order in which items arrived plays no part', () => {
  fc.assert(fc.property(entries, (items) => added(items) === added([...items].reverse())))
})

test('removing what was added leaves what was there before', () => {
  fc.assert(
    fc.property(
      entries,
      entry,
      (items, item) => removeFromDigest(addToDigest(added(items), ...item), ...item) === added(items),
    ),
  )
})

test('F33 an item lost, doubled, from another revision or another place is seen', () => {
  const [a, b]: Entry[] = [
    ['flag', 'a', '9f2c41d07ab3e655'],
    ['flag', 'b', '03bd1e22f0c4a719'],
  ]
  if (a === undefined || b === undefined) throw new Error('unreachable')
  const others: Entry[][] = [
    [a],
    [a, b, b],
    [a, ['flag', 'b', '03bd1e22f0c4a718']],
    [a, ['segment', 'b', '03bd1e22f0c4a719']],
    [
      ['flag', 'a', b[2]],
      ['flag', 'b', a[2]],
    ],
  ]
  for (const other of others) expect(added(other)).not.toBe(added([a, b]))
})

test('nothing is sixteen zeros', () => {
  expect(digestOf({ flag: {}, segment: {} })).toBe('0000000000000000')
})

test('F61 a flag named __proto__ counts, from the wire to the digest', () => {
  const flag = '{"revision":1,"hash":"9f2c41d07ab3e655","type":"boolean","variants":{},"enabled":true,"fallthrough":{}}'
  const snapshot = parseRulesetBody(
    `{"ruleset":{"project":"p","environment":"e","environmentId":"i","epoch":1,"revision":1,
      "items":{"flag":{"__proto__":${flag}},"segment":{},"layer":{"constructor":${flag}}}},
      "digest":"0000000000000000","reason":"poll","ageMs":0}`,
  )
  const expected: Entry[] = [
    ['flag', '__proto__', '9f2c41d07ab3e655'],
    ['layer', 'constructor', '9f2c41d07ab3e655'],
  ]
  expect(digestOf(snapshot.ruleset.items)).toBe(naive(expected))
})
