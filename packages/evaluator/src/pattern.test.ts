import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { compilePattern, PatternError } from './pattern.ts'

const CHARACTERS = [...'aabbkKsSzZ019_-. \n\r\t\v\f\u2028éÉσςΣßẞıİ\u0307ſ日本', '😀', '𐐀', '𐐨', '\ud800', '\udc00']
const subjects = fc.string({
  unit: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...CHARACTERS) },
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
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

describe('compilePattern', () => {
  test('answers as RE2 does over its whole subset', () => {
    let compared = 0
    fc.assert(
      fc.property(patterns, fc.array(subjects, { minLength: 1, maxLength: 8 }), (source, texts) => {
        const search = compiled(source)
        if (!search) return
        const oracle = RE2JS.compile(source)
        compared++
        for (const text of texts)
          expect([source, text, search(text)]).toEqual([source, text, oracle.matcher(text).find()])
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
        for (const text of texts)
          expect([source, text, search(text)]).toEqual([source, text, oracle.matcher(text).find()])
      }),
      { numRuns: 5000 },
    )
  })
})
