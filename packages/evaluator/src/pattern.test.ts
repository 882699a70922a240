import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { compilePattern, PatternError } from './pattern.ts'
import { texts } from './test-texts.ts'

const CHARACTERS = [...'aabbkKsSzZ019_-. \n\r\t\v\f\u2028éÉσςΣßẞıİ\u0307ſ日本', '😀', '𐐀', '𐐨', '\ud800', '\udc00']
const subjects = fc.string({
  unit: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...CHARACTERS) }, texts({ minLength: 1, maxLength: 1 })),
  maxLength: 30,
})

const literals = fc.constantFrom(
  ...CHARACTERS,
  ...',:;=!<>@#%&~`"\'/',
  ...'.^$|()[]{}*+?\\-@/ _#'.split('').map((character) => `\\${character}`),
  '\\n',
  '\\r',
  '\\t',
  '\\f',
  '\\v',
)
const sets = fc.constantFrom('\\d', '\\D', '\\w', '\\W', '\\s', '\\S')
const ranges = fc
  .tuple(fc.constantFrom(...CHARACTERS), fc.constantFrom(...CHARACTERS))
  .filter(([first, last]) => !'-\\'.includes(first) && Number(first.codePointAt(0)) <= Number(last.codePointAt(0)))
  .map(([first, last]) => `${first}-${last}`)
const classes = fc
  .tuple(
    fc.constantFrom('', '^'),
    fc.array(
      fc.oneof(
        literals.filter((text) => text !== '-'),
        sets,
        ranges,
      ),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([negated, items]) => `[${negated}${items.join('')}]`)
const quantifiers = fc.oneof(
  fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '{2,3}'),
  fc.tuple(fc.nat(5), fc.nat(5)).map(([least, more]) => `{${least},${least + more + 1}}`),
)
const { pattern: patterns } = fc.letrec<{ pattern: string; atom: string; repeated: string }>((tie) => ({
  pattern: fc
    .array(
      fc.array(tie('repeated'), { maxLength: 4 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.join('|')),
  atom: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    literals,
    sets,
    classes,
    fc.constantFrom('.', '^', '$', '\\b', '\\B'),
    fc.tuple(fc.constantFrom('(', '(?:'), tie('pattern')).map(([open, inner]) => `${open}${inner})`),
  ),
  repeated: fc
    .tuple(tie('atom'), fc.option(quantifiers, { nil: '', freq: 3 }))
    .map(([atom, quantifier]) => atom + quantifier),
}))

/** What compiles, compiled; undefined for what is refused. Any other error is a failure. */
function compiled(source: string, ignoreCase?: boolean): ReturnType<typeof compilePattern> | undefined {
  try {
    return compilePattern(source, ignoreCase)
  } catch (error) {
    expect(error).toBeInstanceOf(PatternError)
    return undefined
  }
}

/** Milliseconds of processor time: a run that waits its turn on a busy machine, or stands still with it, is not slow. */
function cpuMsOf(run: () => void): number {
  const before = process.cpuUsage()
  run()
  return process.cpuUsage(before).user / 1000
}

/** Thousands of patterns for an engine that is not quick: two seconds, and twelve on a busy machine. */
const UNHURRIED = { timeout: 120_000 }

describe('compilePattern', UNHURRIED, () => {
  test('answers as RE2 does over its whole subset', () => {
    let compared = 0
    fc.assert(
      fc.property(patterns, fc.array(subjects, { minLength: 1, maxLength: 8 }), (source, texts) => {
        const search = compiled(source)
        if (!search) return
        const oracle = RE2JS.compile(source)
        compared++
        expect(texts.map(search)).toEqual(texts.map((text) => oracle.matcher(text).find()))
      }),
      { numRuns: 3000 },
    )
    expect(compared).toBeGreaterThan(2000)
  })

  test('refuses whatever it would answer otherwise than RE2', () => {
    const junk = fc
      .array(
        fc.oneof(
          literals,
          sets,
          classes,
          fc.constantFrom(
            ...'\\[](){}^$|?*+-:=!<Ppxukb019,.aA',
            '(?',
            '(?:',
            '[:alpha:]',
            '[[',
            '\\pN',
            '\\Q',
            '{2,1}',
            '{0}',
            '{,2}',
            '{2',
            '\\1',
            '(?i)',
            '*?',
          ),
        ),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(junk, fc.array(subjects, { minLength: 1, maxLength: 5 }), (source, texts) => {
        const search = compiled(source)
        if (!search) return
        const oracle = RE2JS.compile(source)
        expect(texts.map(search)).toEqual(texts.map((text) => oracle.matcher(text).find()))
      }),
      { numRuns: 5000 },
    )
  })

  test('sees the same text with the case ignored as RE2 sees with both sides lower-cased', () => {
    const simple = (text: string): string =>
      [...text].map((character) => [...character.toLowerCase()][0]?.replace('ς', 'σ')).join('')
    // Lower-casing the source as a whole must leave escapes alone: `\D` is not `\d`.
    const lowered = (source: string): string =>
      source.replace(/\\?[^]/gu, (text) => (text[0] === '\\' ? text : simple(text)))
    fc.assert(
      fc.property(patterns, fc.array(subjects, { minLength: 1, maxLength: 5 }), (source, texts) => {
        const search = compiled(source, true)
        if (!search) return
        const oracle = RE2JS.compile(lowered(source))
        expect(texts.map(search)).toEqual(texts.map((text) => oracle.matcher(simple(text)).find()))
      }),
      { numRuns: 2000 },
    )
  })

  test('answers alike however much it has seen and forgotten', () => {
    const search = compilePattern('a.{40}[b-y]|z$')
    const oracle = RE2JS.compile('a.{40}[b-y]|z$')
    const long = fc.string({ unit: fc.constantFrom(...'ab\nyz日😀'), minLength: 200, maxLength: 400 })
    fc.assert(
      fc.property(long, (text) => {
        expect([text, search(text)]).toEqual([text, oracle.matcher(text).find()])
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['straße', 'STRASSE', false],
    ['STRASSE', 'strasse', true],
    ['^οδος$', 'ΟΔΟΣ', true],
    ['^ΟΔΟΣ$', 'οδος', true],
    ['İ', 'i', true],
    ['^[A-Z]$', 'q', true],
    ['^[^A-Z]$', 'Q', false],
    ['\\D', '1', false],
    ['\\W', 'Q', false],
    ['\\w', '\u212a', true], // the Kelvin sign is a lower-case k
  ])('ignores case without a locale: %s on %s', (source, subject, expected) => {
    expect(compilePattern(source, true)(subject)).toBe(expected)
  })

  test('treats a surrogate pair as one character and a lone surrogate as one of its own', () => {
    expect(compilePattern('^.$')('😀')).toBe(true)
    expect(compilePattern('^..$')('😀')).toBe(false)
    expect(compilePattern('^.$')('\ud83d')).toBe(true)
    expect(compilePattern('\ud83d')('😀')).toBe(false)
    expect(compilePattern('[^a]')('\ude00')).toBe(true)
  })

  test('knows nothing of a subject over 1,024 code units', () => {
    expect(compilePattern('a')('a'.repeat(1024))).toBe(true)
    expect(compilePattern('a')('a'.repeat(1025))).toBeUndefined()
  })

  test('takes 500 characters and 256 states, and no more', () => {
    expect(compilePattern(`${'a'.repeat(8)}${'|'.repeat(492)}`)('b')).toBe(true)
    expect(() => compilePattern('|'.repeat(501))).toThrow(PatternError)
    expect(compilePattern('^a{254}$')('a'.repeat(254))).toBe(true)
    expect(() => compilePattern('^a{255}$')).toThrow('More than 256 states at offset 8')
    expect(compilePattern('^(?:[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?\\.)+[a-z]{2,63}$')('a.example.org')).toBe(true)
  })

  test.each([
    ['(?=a)', 0],
    ['b(?!a)', 1],
    ['(?<=a)b', 0],
    ['(?i)a', 0],
    ['(?P<n>a)', 0],
    ['(a)\\1', 3],
    ['a*?', 1],
    ['a**', 1],
    ['a{2}{3}', 1],
    ['a{0}', 1],
    ['a{3,2}', 1],
    ['a{,2}', 1],
    ['*a', 0],
    ['a|+', 2],
    ['(a', 2],
    ['a)', 1],
    ['[a', 0],
    ['a]', 1],
    ['a}', 1],
    ['[]a]', 0],
    ['[^]a]', 0],
    ['[b-a]', 0],
    ['[a-\\d]', 0],
    ['[[:alpha:]]', 0],
    ['[\\b]', 0],
    ['\\pL', 0],
    ['\\x41', 0],
    ['\\Qa\\E', 0],
    ['é\\é', 1],
    ['a\\', 1],
  ])('refuses %s and says where: offset %i', (source, offset) => {
    expect(() => compilePattern(source)).toThrow(PatternError)
    expect(() => compilePattern(source)).toThrow(
      `"${source.slice(offset)}" at offset ${offset}: see docs/evaluation.md`,
    )
  })

  test('F67 what makes a backtracking engine explode takes linear time', () => {
    const search = compilePattern('^(a+)+$')
    expect(search(`${'a'.repeat(30)}!`)).toBe(false)
    const costMs = cpuMsOf(() => {
      expect(search(`${'a'.repeat(1023)}!`)).toBe(false)
      expect(search('a'.repeat(1024))).toBe(true)
    })
    expect(costMs).toBeLessThan(1000)
  })

  test('F67 the worst pattern on the worst subject stays linear', () => {
    const search = compilePattern('a[ab]{200}c')
    let seed = 1
    const subject = Array.from({ length: 1024 }, () => ((seed = (seed * 48271) % 2147483647) % 2 ? 'a' : 'b')).join('')
    expect(cpuMsOf(() => expect(search(subject)).toBe(false))).toBeLessThan(1000)
  })

  test.each([
    ['nested repetitions', '(a{1,1000}){1,1000}'],
    ['nested repetitions of nothing', '((((){250}){250}){250}){250}'],
    ['2,000 nested groups', `${'('.repeat(2000)}a${')'.repeat(2000)}`],
    [
      '180 nested groups, most of them repeated',
      `${'('.repeat(120)}a${')*'.repeat(120)}${'('.repeat(60)}${')'.repeat(60)}`,
    ],
    ['look-ahead', '(?=a)a'],
    ['look-behind', '(?<!a)a'],
    ['a back-reference', '(a)\\1'],
  ])('F67 %s are refused at compile, at once', (_, source) => {
    const costMs = cpuMsOf(() => expect(() => compilePattern(source)).toThrow(PatternError))
    expect(costMs).toBeLessThan(1000)
  })
})
