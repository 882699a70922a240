/** The model is worth something only if it sees each rule of propagation that is missing. */
import { describe, expect, test } from 'vitest'
import { Broken, Coverage } from './checks.ts'
import { loadProduction } from './load.ts'
import { MUTATIONS, type Mutation } from './mutations.ts'
import { SERVER_OF_TOMORROW } from './skew.ts'
import { World } from './world.ts'

/** Mutations are looked for in these histories; most rules that are missing show in one of the first few. */
const SEEDS = Number(process.env['HALYARD_MODEL_MUTATION_SEEDS'] ?? 600)
/** That many take ten seconds, and a minute on a busy machine. */
const UNHURRIED = { timeout: 600_000 }

/** @returns what the model found, and in which history. */
async function caught({ edits }: Mutation, seeds = SEEDS): Promise<string | undefined> {
  const production = await loadProduction([...SERVER_OF_TOMORROW, ...edits])
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      await new World({ seed, production, coverage: new Coverage(), isOfTomorrow: true }).run()
    } catch (error) {
      if (error instanceof Broken) return `history ${seed}: ${error.message}`
      throw error
    }
  }
  return undefined
}

test('with every rule in force nothing is found in these histories', UNHURRIED, async () => {
  expect(await caught({ rule: 'none', edits: [] })).toBeUndefined()
})

describe('the model sees that this rule is missing', () => {
  test.each(MUTATIONS.filter(({ coveredBy, seldom }) => !coveredBy && !seldom))(
    '$rule',
    UNHURRIED,
    async (mutation) => {
      expect(await caught(mutation)).toBeDefined()
    },
  )
})

// What others cover is looked at in the full run: it has to survive every history. What shows seldom has to show.
if (process.env['HALYARD_MODEL_HISTORIES'] !== undefined) {
  describe('another rule covers this one', () => {
    test.each(MUTATIONS.filter(({ coveredBy }) => coveredBy !== undefined))(
      '$rule: $coveredBy',
      UNHURRIED,
      async (mutation) => {
        expect(await caught(mutation)).toBeUndefined()
      },
    )
  })

  describe('the model sees, if seldom, that this rule is missing', () => {
    test.each(MUTATIONS.filter(({ seldom }) => seldom !== undefined))('$rule', UNHURRIED, async (mutation) => {
      expect(await caught(mutation, 10 * SEEDS)).toBeDefined()
    })
  })
}
