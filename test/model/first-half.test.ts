/**
 * Thousands of histories of an installation in which everything goes wrong, on the modules that ship.
 * `HALYARD_MODEL_SEED=<n>` runs one history again; `HALYARD_MODEL_HISTORIES=<n>` runs so many, half of them here.
 */
import { expect, test } from 'vitest'
import { HALF, live, reached, tooRare } from './histories.ts'

const { HALYARD_MODEL_SEED: SEED } = process.env

test('every visible state was committed, none goes back, all agree when faults stop', {
  timeout: 3_600_000,
}, async () => {
  if (SEED !== undefined) return void (await live(Number(SEED), 1))
  const coverage = await live(1, HALF)
  expect({ tooRare: tooRare(coverage), reached: reached(coverage) }).toEqual({ tooRare: [], reached: [] })
})
