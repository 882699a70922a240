/** The model is worth something only if it sees each rule of propagation that is missing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Broken, Coverage } from './checks.ts'
import { loadProduction, ROOT } from './load.ts'
import type { Mutation } from './mutation.ts'
import { MUTATIONS } from './mutations.ts'
import { ELSEWHERE } from './mutations-elsewhere.ts'
import { SERVER_OF_TOMORROW } from './skew.ts'
import { World } from './world.ts'

/** Mutations are looked for in these histories; most rules that are missing show in one of the first few. */
const SEEDS = Number(process.env['HALYARD_MODEL_MUTATION_SEEDS'] ?? 600)
/** That many take ten seconds, and a minute on a busy machine. */
const UNHURRIED = { timeout: 600_000 }

/** The last history that it took to see a missing rule; a hundred where fewer will do. */
let latest = 100

/** @returns what the model found, and in which history. */
async function caught({ edits }: Mutation, seeds = SEEDS): Promise<string | undefined> {
  const production = await loadProduction([...SERVER_OF_TOMORROW, ...edits])
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      await new World({ seed, production, coverage: new Coverage(), isOfTomorrow: true }).run()
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      latest = Math.max(latest, seed)
      return `history ${seed}: ${error.message}`
    }
  }
  return undefined
}

describe('the model sees that this rule is missing', () => {
  test.each(MUTATIONS.filter(({ coveredBy, seldom }) => !coveredBy && !seldom))(
    '$rule',
    UNHURRIED,
    async (mutation) => {
      expect(await caught(mutation)).toBeDefined()
    },
  )
})

const COVERED = MUTATIONS.flatMap(({ coveredBy, ...mutation }) => (coveredBy ? [{ ...mutation, coveredBy }] : []))

describe('the model sees that this rule is missing, once what covers it is missing, too', () => {
  test.each(COVERED)('$rule: $coveredBy.rule', UNHURRIED, async ({ rule, edits, coveredBy }) => {
    expect(await caught({ rule, edits: [...edits, ...coveredBy.edits] })).toBeDefined()
  })
})

test.each(ELSEWHERE)('$rule: $why; the test that sees it is there, and what it sees', ({ edits, file, test: name }) => {
  expect(read(file)).toContain(name)
  for (const { file: source, find } of edits) expect(read(source).split(find)).toHaveLength(2)
})

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

// What others cover is looked at in the full run: it has to survive every history. What shows seldom has to show.
if (process.env['HALYARD_MODEL_HISTORIES'] !== undefined) {
  describe('another rule covers this one', () => {
    test.each(COVERED)('$rule: $coveredBy.rule', UNHURRIED, async ({ rule, edits, coveredBy }) => {
      expect(await caught({ rule, edits })).toBeUndefined()
      expect(await caught({ rule: coveredBy.rule, edits: coveredBy.edits })).toBeUndefined()
    })
  })

  describe('the model sees, if seldom, that this rule is missing', () => {
    test.each(MUTATIONS.filter(({ seldom }) => seldom !== undefined))('$rule', UNHURRIED, async (mutation) => {
      expect(await caught(mutation, 10 * SEEDS)).toBeDefined()
    })
  })
}

// Last, for it has to hold in each history that one of those above was seen in.
test('with every rule in force nothing is found in these histories', UNHURRIED, async () => {
  expect(await caught({ rule: 'none', edits: [] }, latest)).toBeUndefined()
})
