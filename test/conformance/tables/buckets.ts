import { bucket, hash } from '../naive/hash.ts'
import { below, type Random, seededRandom } from '../random.ts'
import type { NamedCase, VectorFile } from '../vector-file.ts'

const SALTS = ['new-checkout', 'checkout-2024', '', 'ß-日本-😀']
const TEXTS = [
  '',
  ' ',
  'a',
  'ab',
  'abc',
  'abcd',
  'abcde',
  'u-17',
  'user-1',
  'user-2',
  'user-10',
  'User-1',
  '7f3c0b52-6a0e-4a3f-9a53-2f1f1e1d9c11',
  '00000000-0000-0000-0000-000000000000',
  'someone@example.com',
  'é',
  'e\u0301',
  'ß',
  'Ω',
  '\u07ff',
  '\u0800',
  'Zoë',
  'żółć',
  'Привет',
  'שלום',
  'مرحبا',
  'नमस्ते',
  '日本語',
  '한국어',
  '\uffff',
  '😀',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  '𝒳',
  '\u{10ffff}',
  'a😀',
  'ab😀',
  'abc😀',
  '\u0000',
  'a\u0000b',
  '\ufeff',
  '\n',
  '\u2028',
  '0',
  '7',
  '-7',
  '1.5',
  'true',
  'null',
  'x'.repeat(255),
  'x'.repeat(1024),
  '日'.repeat(333),
  '😀'.repeat(129),
]
const NUMBERS = [0, 1, -1, 7, -7, 42, 1000000, 2147483648, 4294967296, 9007199254740991, -9007199254740991]
const NO_PLACE = [1.5, -0.1, 9007199254740992, -9007199254740992, 1e21, 1e300, 5e-324]

function bucketCase(salt: string, value: string | number): NamedCase & Record<string, unknown> {
  const shown =
    typeof value === 'string' && value.length > 60
      ? `${[...value].length} characters "${[...value][0]}"`
      : JSON.stringify(value)
  const place = bucket(salt, value) ?? null
  const name =
    place === null
      ? `${shown} has no place under the salt "${salt}"`
      : `${shown} has its place under the salt "${salt}"`
  return { name, salt, value, expected: { bucket: place } }
}

export function bucketFile(): VectorFile {
  const byHand = SALTS.flatMap((salt) => [...TEXTS, ...NUMBERS].map((value) => bucketCase(salt, value)))
  const noPlace = NO_PLACE.map((value) => bucketCase('new-checkout', value))
  const random = seededRandom(20_251_121)
  const byChance = Array.from({ length: 150 }, () => bucketCase(randomText(random, 12), randomText(random, 40)))
  return {
    version: 1,
    kind: 'bucket',
    description: 'Places on the bucket line: ASCII, multi-byte, emoji, numbers, long texts.',
    cases: [...byHand, ...noPlace, ...byChance],
  }
}

/** Texts of whole code points, of one to four bytes each. */
export function randomText(random: Random, most: number): string {
  const starts = [0x20, 0x20, 0x20, 0xa1, 0x400, 0x4e00, 0x1f300]
  const point = () => (starts[below(random, starts.length)] ?? 0x20) + below(random, 94)
  return Array.from({ length: 1 + below(random, most) }, () => String.fromCodePoint(point())).join('')
}

const LONE = [
  '\ud800',
  '\udfff',
  'a\ud83d',
  '\ude00a',
  '\ud83d\ud83d\ude00',
  '\ude00\ud83d',
  'x\ud800y\udc00z',
  '\ud800'.repeat(9),
]

export function surrogatesFile(): VectorFile {
  const cases = LONE.flatMap((text) => ['salt', text].map((salt) => bucketCase(salt, text)))
  return {
    version: 1,
    kind: 'bucket',
    description: 'Lone UTF-16 surrogates, which hash as U+FFFD. Skipped by languages whose strings can not hold them.',
    cases,
  }
}

export function murmur3File(): VectorFile {
  const alphabet = 'The quick brown fox jumps over the lazy dog'
  const texts = [
    ...Array.from({ length: 20 }, (_, length) => alphabet.slice(0, length)),
    alphabet,
    'aaaa',
    'abc',
    'test',
    'Hello, world!',
    'é',
    '日',
    '😀',
    'ab\u00ff',
  ]
  const cases = texts.flatMap((text) =>
    [0, 1, 0x9747b28c, 0xffffffff].map((seed) => ({
      name: `${JSON.stringify(text)} with seed ${seed}`,
      text,
      seed,
      expected: { hash: hash(text, seed) },
    })),
  )
  return { version: 1, kind: 'murmur3', description: 'murmur3_x86_32 over UTF-8, unsigned.', cases }
}
