import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import {
  bucketOf,
  type CompiledRuleset,
  compile,
  deriveRanges,
  evaluate,
  hashedMember,
  murmur3,
} from '@halyard/evaluator'
import { describe, expect, test } from 'vitest'
import { answerOf } from './answer-of.ts'
import { makeVectorTexts } from './generate-vectors.ts'
import type { EvaluateCase, VectorFile } from './vector-file.ts'

const FOLDER = new URL('../../packages/evaluator/vectors/', import.meta.url)
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')
const files = NAMES.map((name): [string, VectorFile] => [name, JSON.parse(read(name))])

/** Compiles each ruleset once for each chain of rulesets before it. */
function compiledOnce({ rulesets = {} }: VectorFile): (each: EvaluateCase) => CompiledRuleset {
  const known = new Map<string, CompiledRuleset>()
  return ({ ruleset, previous = [] }) => {
    const chain = [...previous, ruleset]
    const id = JSON.stringify(chain)
    const compiled =
      known.get(id) ??
      chain.reduce<CompiledRuleset | undefined>((before, name) => {
        const document = rulesets[name]
        if (document === undefined) throw new Error(`no ruleset ${name}`)
        return compile(document, before)
      }, undefined)
    if (compiled === undefined) throw new Error('nothing to compile')
    known.set(id, compiled)
    return compiled
  }
}

/** A case's answer by the evaluator, for every kind of file. */
function asker(file: VectorFile): (each: never) => unknown {
  const compiledFor = compiledOnce(file)
  const ask: { [Kind in VectorFile['kind']]: (each: never) => unknown } = {
    evaluate: (each: EvaluateCase) =>
      answerOf(evaluate(compiledFor(each), each.flag, each.context, each.ageMs ?? 0, each.type)),
    bucket: ({ salt, value }: { salt: string; value: string | number }) => ({ bucket: bucketOf(salt, value) ?? null }),
    murmur3: ({ text, seed }: { text: string; seed: number }) => ({ hash: murmur3(text, seed) }),
    hashedMember: ({ hashSalt, text }: { hashSalt: string; text: string }) => ({
      member: hashedMember(hashSalt, text),
    }),
    ranges: ({ variants, weights, current }: RangesQuestion) => ({ ranges: deriveRanges(variants, weights, current) }),
  }
  return ask[file.kind]
}

interface RangesQuestion {
  readonly variants: string[]
  readonly weights: Record<string, number>
  readonly current?: readonly (readonly [string, number])[]
}

describe('the published vectors', () => {
  test('are what the generator makes, so that their expected values come from the naive interpreter', () => {
    const made = makeVectorTexts()
    expect(NAMES.toSorted()).toEqual(Object.keys(made).toSorted())
    for (const name of NAMES)
      expect(read(name) === made[name], `${name}: run test/conformance/generate-vectors.mjs`).toBe(true)
  })

  test('hold at least 1,000 cases, no two alike and no two of one name', () => {
    const names = files.flatMap(([, { cases }]) => cases.map(({ name }) => name))
    const questions = files.flatMap(([, file]) => file.cases.map((each) => questionOf(file, each)))
    expect(names.length).toBeGreaterThanOrEqual(1000)
    expect(repeated(names)).toEqual([])
    expect(repeated(questions)).toEqual([])
  })

  test('cover every reason, error code and operator', () => {
    const all = NAMES.map(read).join('\n')
    for (const reason of [
      'STATIC',
      'DEFAULT',
      'TARGETING_MATCH',
      'SPLIT',
      'DISABLED',
      'STALE',
      'PREREQUISITE_FAILED',
      'ERROR',
    ]) {
      expect(all).toContain(`"reason":"${reason}"`)
    }
    // The others are what a client says that has no ruleset yet, or that met its own failure.
    for (const code of ['FLAG_NOT_FOUND', 'TYPE_MISMATCH', 'TARGETING_KEY_MISSING'])
      expect(all).toContain(`"errorCode":"${code}"`)
    for (const operator of OPERATORS) {
      const kinds = new Set(files.flatMap(([, file]) => outcomesOf(operator, file)))
      expect([operator, ...[...kinds].toSorted()]).toEqual([
        operator,
        'no',
        ...(operator === 'exists' ? [] : ['unknown']),
        'yes',
      ])
    }
  })

  test('hash as the reference implementation of murmur3_x86_32 does', () => {
    const known = { 'with seed 1': 0x514e28b7, 'with seed 4294967295': 0x81f16f39 }
    const hashes = new Map(
      files.flatMap(([, { cases }]) => cases.map(({ name, expected }) => [name, expected] as const)),
    )
    for (const [seed, hash] of Object.entries(known)) expect(hashes.get(`"" ${seed}`)).toEqual({ hash })
    expect(hashes.get('"test" with seed 0')).toEqual({ hash: 0xba6bd213 })
    expect(hashes.get('"Hello, world!" with seed 0')).toEqual({ hash: 0xc0363e43 })
    expect(hashes.get('"The quick brown fox jumps over the lazy dog" with seed 0')).toEqual({ hash: 0x2e4ff723 })
    expect(hashes.get('"aaaa" with seed 2538058380')).toEqual({ hash: 0x5a97808a })
  })

  test('hold lone surrogates in one file only, which a language may skip', () => {
    const lone =
      /(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])/
    expect(NAMES.filter((name) => lone.test(read(name)))).toEqual(['surrogates.json'])
  })
})

test.each(files)('the evaluator answers every case of %s as the naive interpreter does', (_, file) => {
  const ask = asker(file)
  const differing = file.cases
    .map((each) => ({ name: each.name, expected: each.expected, answered: ask(each as never) }))
    .filter(({ expected, answered }) => !isDeepStrictEqual(expected, answered))
  expect(differing).toEqual([])
})

const OPERATORS =
  'in contains startsWith endsWith matches lt lte gt gte before after semverEq semverLt semverLte semverGt semverGte inCidr exists'.split(
    ' ',
  )

/** How conditions that are nothing but this operator came out. */
function outcomesOf(operator: string, file: VectorFile): string[] {
  const flags = file.rulesets?.conditions?.items.flag ?? {}
  return (file.cases as readonly EvaluateCase[]).flatMap(({ flag, expected }) => {
    const condition = flags[flag]?.rules?.[0]?.if
    return condition && 'op' in condition && condition.op === operator ? [expected.variant ?? ''] : []
  })
}

/** All that bears on a case's answer: two numbered flags of one content do not make two cases. */
function questionOf(file: VectorFile, each: VectorFile['cases'][number]): string {
  const question = { ...each, name: undefined, expected: undefined }
  if (!isAboutCondition(question)) return JSON.stringify([file.rulesets ? file.description : file.kind, question])
  const items = file.rulesets?.conditions?.items
  return JSON.stringify([items?.flag[question.flag], question.context, items?.segment])
}

function isAboutCondition(question: object): question is Omit<EvaluateCase, 'name' | 'expected'> {
  return 'ruleset' in question && question.ruleset === 'conditions'
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>()
  return texts.filter((text) => seen.size === seen.add(text).size)
}
