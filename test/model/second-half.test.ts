/** The other half of the histories of `first-half.test.ts`, in a process of its own. */
import { expect, test } from 'vitest'
import { HALF, live, reached, tooRare } from './histories.ts'

test.skipIf(process.env['HALYARD_MODEL_SEED'] !== undefined)(
  'every visible state was committed, none goes back, all agree when faults stop',
  { timeout: 3_600_000 },
  async () => {
    const coverage = await live(HALF + 1, HALF)
    expect({ tooRare: tooRare(coverage), reached: reached(coverage) }).toEqual({ tooRare: [], reached: [] })
  },
)
