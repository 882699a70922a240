import { readFileSync, writeFileSync } from 'node:fs'
import { hashedMember } from '@halyard/evaluator'
import murmurhash from 'murmurhash'
import { expect, test } from 'vitest'
import { addToDigest, EMPTY_DIGEST, removeFromDigest } from './digest.ts'

/**
 * The published vectors. What they expect comes from the `murmurhash` package and the specification's words, never
 * from the code under test: `HALYARD_WRITE_VECTORS=1` writes the files anew, and the first test refuses any other
 * content.
 */
interface Vectors<Case> {
  readonly version: 1
  readonly about: string
  readonly cases: readonly Case[]
}

interface DigestCase {
  readonly items: readonly (readonly [kind: string, key: string, hash: string])[]
  readonly digest: string
}

interface HashedMemberCase {
  readonly hashSalt: string
  /** The canonical text, before lower-casing. */
  readonly text: string
  readonly ignoreCase: boolean
  readonly hashed: string
}

const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'abcd',
  'abcde',
  'u-17',
  '0',
  '-1',
  '9007199254740991',
  '0.1',
  '1e+21',
  'true',
  'false',
  ' ',
  'PRO',
  'ß',
  'İ',
  'Σίσυφος',
  '\u0000',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\uffff',
  '😀',
  'é',
  'e\u0301',
  '日本語',
  'مرحبا',
  '👨‍👩‍👧‍👦',
  '__proto__',
  'constructor',
  '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  'someone@example.com',
  'x'.repeat(255),
  '€'.repeat(100),
  'a\n\r\t"\\b',
]

const HASHES = ['0000000000000000', 'ffffffffffffffff', '9f2c41d07ab3e655', '03bd1e22f0c4a719', 'b2c7f0de51a94c83']

function hex(sum: number): string {
  return (sum >>> 0).toString(16).padStart(8, '0')
}

function digestCases(): DigestCase[] {
  const single = TEXTS.flatMap((key, index) =>
    ['flag', 'segment', 'layer'].map((kind) => [[kind, key, HASHES[index % HASHES.length] ?? '']] as const),
  )
  const many = [0, 1, 2, 3, 5, 8, 13, 21, 34].map((size) =>
    TEXTS.slice(0, size).map(
      (key, index) =>
        [index % 3 === 2 ? 'segment' : 'flag', key, HASHES[(index + size) % HASHES.length] ?? ''] as const,
    ),
  )
  const thousand = Array.from(
    { length: 1000 },
    (_, index) => ['flag', `flag-${index}`, index.toString(16).padStart(16, '0')] as const,
  )
  return [...single, ...many, thousand].map((items) => ({ items, digest: `${sumOf(items, 0)}${sumOf(items, 1)}` }))
}

function sumOf(items: DigestCase['items'], seed: number): string {
  return hex(
    items.reduce((sum, [kind, key, hash]) => (sum + murmurhash.v3(`${kind}\0${key}\0${hash}`, seed)) % 2 ** 32, 0),
  )
}

function hashedMemberCases(): HashedMemberCase[] {
  const salts = ['', 'b2c7f0de51a94c83', 'ü-€-😀']
  return salts.flatMap((hashSalt) =>
    TEXTS.flatMap((text) =>
      [false, true].map((ignoreCase) => {
        const member = ignoreCase ? text.toLowerCase() : text
        const halves = [0, 1].map((seed) => hex(murmurhash.v3(member, murmurhash.v3(hashSalt, seed))))
        return { hashSalt, text, ignoreCase, hashed: halves.join('') }
      }),
    ),
  )
}

const files: Readonly<Record<string, Vectors<DigestCase | HashedMemberCase>>> = {
  'digest.json': {
    version: 1,
    about: 'The digest of a set of [kind, key, hash], whatever their order. docs/protocol.md, "Hash and digest".',
    cases: digestCases(),
  },
  'hashed-lists.json': {
    version: 1,
    about:
      'What stands in {"hashed": […]} for a member of a list, by its canonical text. docs/protocol.md, "Two audiences".',
    cases: hashedMemberCases(),
  },
}

test.each(Object.entries(files))(
  '%s is what another hash and the specification make of its inputs',
  (name, expected) => {
    const file = new URL(`../vectors/${name}`, import.meta.url)
    const lines = expected.cases.map((one) => `    ${JSON.stringify(one)}`).join(',\n')
    const text = `${JSON.stringify({ version: expected.version, about: expected.about }, null, 2).slice(0, -2)},\n  "cases": [\n${lines}\n  ]\n}\n`
    if (process.env['HALYARD_WRITE_VECTORS']) writeFileSync(file, text)
    expect(readFileSync(file, 'utf8')).toBe(text)
  },
)

test('digest.json holds for adding in any order, and for removing again', () => {
  for (const { items, digest } of casesOf<DigestCase>('digest.json')) {
    expect(items.reduce((sum, item) => addToDigest(sum, ...item), EMPTY_DIGEST)).toBe(digest)
    expect([...items].reverse().reduce((sum, item) => addToDigest(sum, ...item), EMPTY_DIGEST)).toBe(digest)
    expect(items.reduce((sum, item) => removeFromDigest(sum, ...item), digest)).toBe(EMPTY_DIGEST)
  }
})

test('hashed-lists.json holds for the members that servers hash and SDKs look up', () => {
  for (const { hashSalt, text, ignoreCase, hashed } of casesOf<HashedMemberCase>('hashed-lists.json')) {
    expect(hashedMember(hashSalt, ignoreCase ? text.toLowerCase() : text)).toBe(hashed)
  }
})

function casesOf<Case>(name: string): readonly Case[] {
  const vectors: Vectors<Case> = JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'))
  expect(vectors.cases.length).toBeGreaterThan(100)
  return vectors.cases
}
