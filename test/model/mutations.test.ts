/** The model is worth something only if it sees each rule of propagation that is missing. */
import { describe, expect, test } from 'vitest'
import { Broken, Coverage } from './checks.ts'
import { loadProduction } from './load.ts'
import { MUTATIONS, type Mutation } from './mutations.ts'
import { SERVER_OF_TOMORROW } from './skew.ts'
import { World } from './world.ts'

/** Mutations are looked for in these histories; most rules that are missing show in one of the first few. */
const SEEDS = Number(process.env['HALYARD_MODEL_MUTATION_SEEDS'] ?? 600)

/** @returns what the model found, and in which history. */
async function caught({ edits }: Mutation): Promise<string | undefined> {
  const production = await loadProduction([...SERVER_OF_TOMORROW, ...edits])
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      await new World({ seed, production, coverage: new Coverage(), isOfTomorrow: true }).run()
    } catch (error) {
      if (error instanceof Broken) return `history ${seed}: ${error.message}`
      throw error
    }
  }
  return undefined
}

test('with every rule in force nothing is found in these histories', async () => {
  expect(await caught({ rule: 'none', edits: [] })).toBeUndefined()
})

describe('the model sees that this rule is missing', () => {
  test.each(MUTATIONS.filter(({ coveredBy }) => coveredBy === undefined))('$rule', async (mutation) => {
    expect(await caught(mutation)).toBeDefined()
  })
})

// What others cover is looked at in the full run: it has to survive every history.
if (process.env['HALYARD_MODEL_HISTORIES'] !== undefined) {
  describe('another rule covers this one', () => {
    test.each(MUTATIONS.filter(({ coveredBy }) => coveredBy !== undefined))('$rule: $coveredBy', async (mutation) => {
      expect(await caught(mutation)).toBeUndefined()
    })
  })
}
