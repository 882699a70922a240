import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bucketOf } from './bucket.ts'
import { compile } from './compile.ts'
import type { CompiledRuleset } from './compiled.ts'
import { evaluate } from './evaluate.ts'
import { explain } from './explain.ts'
import { explaining } from './explaining.ts'
import { murmur3 } from './murmur3.ts'
import { deriveRanges } from './ranges.ts'
import type { FlagType, Ruleset, Split } from './ruleset.ts'
import { hashedMember } from './text.ts'

type Answer = Record<string, unknown>

interface EvaluateCase {
  readonly ruleset: string
  readonly previous?: readonly string[]
  readonly flag: string
  readonly context: unknown
  readonly ageMs?: number
  readonly type?: FlagType
}

/** One published file. Its format is told in vectors/README.md. */
interface VectorFile {
  readonly version: 1
  readonly kind: keyof typeof ANSWER
  readonly rulesets?: Readonly<Record<string, Ruleset>>
  readonly cases: readonly { readonly name: string; readonly expected: Answer }[]
}

/** How a case of each kind is answered, given its file. */
const ANSWER = {
  evaluate: (input: EvaluateCase, held: (names: readonly string[]) => CompiledRuleset): Answer => {
    const { flag, context, ageMs, type } = input
    const compiled = held([...(input.previous ?? []), input.ruleset])
    const evaluation = evaluate(compiled, flag, context, ageMs, type)
    expect(Object.isFrozen(evaluation) && Object.isFrozen(evaluation.flagMetadata)).toBe(true)
    expect(evaluation.flagKey).toBe(flag)
    const explanation = explain(compiled, flag, context, ageMs, type)
    expect(explanation, 'explaining answers the same').toMatchObject({ ...evaluation })
    const walk = explaining(compiled, flag, context, ageMs, type)
    let step = walk.next()
    while (!step.done) step = walk.next()
    expect(step.value, 'so it does in steps').toEqual(explanation)
    const { flagKey: _key, errorMessage: _message, value, ...answer } = evaluation
    return value === undefined ? answer : { ...answer, value }
  },
  bucket: ({ salt, value }: { salt: string; value: string | number }): Answer => ({
    bucket: bucketOf(salt, value) ?? null,
  }),
  murmur3: ({ text, seed }: { text: string; seed: number }): Answer => ({ hash: murmur3(text, seed) }),
  hashedMember: ({ hashSalt, text }: { hashSalt: string; text: string }): Answer => ({
    member: hashedMember(hashSalt, text),
  }),
  ranges: (input: { variants: string[]; weights: Record<string, number>; current?: Split['ranges'] }): Answer => ({
    ranges: deriveRanges(input.variants, input.weights, input.current),
  }),
} as const

const folder = new URL('../vectors/', import.meta.url)

/** Compiles each of the named rulesets on top of the one before it, as an SDK that received them would. */
function holder(rulesets: Readonly<Record<string, Ruleset>> = {}): (names: readonly string[]) => CompiledRuleset {
  const compiled = new Map<string, CompiledRuleset>()
  return function held(names): CompiledRuleset {
    const id = names.join('\0')
    const name = names.at(-1) ?? ''
    const ruleset = rulesets[name]
    if (ruleset === undefined) throw new Error(`no ruleset ${name}`)
    const result: CompiledRuleset =
      compiled.get(id) ?? compile(ruleset, names.length > 1 ? held(names.slice(0, -1)) : undefined)
    compiled.set(id, result)
    return result
  }
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('vectors/%s', (name) => {
  const file: VectorFile = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  const held = holder(file.rulesets)
  const answer = ANSWER[file.kind] as (input: unknown, held: unknown) => Answer

  test.each(file.cases)('$name', (input) => {
    expect(answer(input, held)).toStrictEqual(input.expected)
  })
})
