import { rangesNaively } from '../naive/ranges.ts'
import { below, type Random, seededRandom } from '../random.ts'
import type { NamedCase, VectorFile } from '../vector-file.ts'

type Ranges = readonly (readonly [variant: string, end: number])[]
type Weights = Readonly<Record<string, number>>

interface RangesCase extends NamedCase {
  readonly variants: readonly string[]
  readonly weights: Weights
  readonly current?: Ranges
}

const ON_OFF = ['on', 'off']
const ABC = ['a', 'b', 'c']

const BY_HAND: readonly (readonly [
  name: string,
  variants: readonly string[],
  weights: Weights,
  current: Ranges | undefined,
  expected: string,
])[] = [
  ['New weights follow the order of variants', ON_OFF, { on: 1000, off: 99000 }, undefined, 'on 1000, off 100000'],
  ['The order of weights plays no part', ON_OFF, { off: 99000, on: 1000 }, undefined, 'on 1000, off 100000'],
  ['A variant of weight zero has no range', ABC, { a: 0, b: 40000, c: 60000 }, undefined, 'b 40000, c 100000'],
  ['A variant without a weight has no range', ABC, { c: 100000 }, undefined, 'c 100000'],
  ['One bucket is a range', ON_OFF, { on: 1, off: 99999 }, undefined, 'on 1, off 100000'],
  [
    'Weights that stay move nobody',
    ON_OFF,
    { on: 1000, off: 99000 },
    [
      ['on', 1000],
      ['off', 100000],
    ],
    'on 1000, off 100000',
  ],
  [
    'Two variants grow in plain order',
    ON_OFF,
    { on: 5000, off: 95000 },
    [
      ['on', 1000],
      ['off', 100000],
    ],
    'on 5000, off 100000',
  ],
  [
    'Two variants shrink in plain order',
    ON_OFF,
    { on: 1000, off: 99000 },
    [
      ['on', 25000],
      ['off', 100000],
    ],
    'on 1000, off 100000',
  ],
  [
    'All for one',
    ON_OFF,
    { on: 100000, off: 0 },
    [
      ['on', 25000],
      ['off', 100000],
    ],
    'on 100000',
  ],
  ['From nothing to something', ON_OFF, { on: 1000, off: 99000 }, [['off', 100000]], 'on 1000, off 100000'],
  [
    'The last of three grows in plain order',
    ABC,
    { a: 30000, b: 30000, c: 40000 },
    [
      ['a', 30000],
      ['b', 70000],
      ['c', 100000],
    ],
    'a 30000, b 60000, c 100000',
  ],
  [
    'The first grows out of the last: plain order would move the middle',
    ABC,
    { a: 40000, b: 30000, c: 30000 },
    [
      ['a', 30000],
      ['b', 60000],
      ['c', 100000],
    ],
    'a 30000, b 60000, c 90000, a 100000',
  ],
  [
    'The last grows out of the first',
    ABC,
    { a: 20000, b: 30000, c: 50000 },
    [
      ['a', 30000],
      ['b', 60000],
      ['c', 100000],
    ],
    'a 20000, c 30000, b 60000, c 100000',
  ],
  [
    'Two grow out of one, in variant order',
    ABC,
    { a: 40000, b: 40000, c: 20000 },
    [
      ['a', 30000],
      ['b', 60000],
      ['c', 100000],
    ],
    'a 30000, b 60000, c 80000, a 90000, b 100000',
  ],
  [
    'One grows out of two',
    ABC,
    { a: 20000, b: 20000, c: 60000 },
    [
      ['a', 30000],
      ['b', 60000],
      ['c', 100000],
    ],
    'a 20000, c 30000, b 50000, c 100000',
  ],
  [
    'A recurring variant gives up its highest buckets',
    ABC,
    { a: 30000, b: 30000, c: 40000 },
    [
      ['a', 30000],
      ['b', 60000],
      ['c', 90000],
      ['a', 100000],
    ],
    'a 30000, b 60000, c 100000',
  ],
  [
    'A recurring variant that stays is left where it is',
    ABC,
    { a: 40000, b: 30000, c: 30000 },
    [
      ['a', 30000],
      ['b', 60000],
      ['c', 90000],
      ['a', 100000],
    ],
    'a 30000, b 60000, c 90000, a 100000',
  ],
  [
    'A variant that is gone gives up everything',
    ABC,
    { a: 60000, b: 40000, c: 0 },
    [
      ['a', 50000],
      ['d', 60000],
      ['b', 100000],
    ],
    'a 60000, b 100000',
  ],
  [
    'A variant that is gone in the middle leaves its buckets in variant order',
    ABC,
    { a: 40000, b: 30000, c: 30000 },
    [
      ['a', 30000],
      ['d', 70000],
      ['b', 100000],
    ],
    'a 40000, c 70000, b 100000',
  ],
  [
    'Ranges in another order stay where they are',
    ON_OFF,
    { on: 50000, off: 50000 },
    [
      ['off', 50000],
      ['on', 100000],
    ],
    'off 50000, on 100000',
  ],
  [
    'Ranges in another order grow where they are',
    ON_OFF,
    { on: 60000, off: 40000 },
    [
      ['off', 50000],
      ['on', 100000],
    ],
    'off 40000, on 100000',
  ],
  [
    'A new variant takes from the highest of both',
    ABC,
    { a: 45000, b: 45000, c: 10000 },
    [
      ['a', 50000],
      ['b', 100000],
    ],
    'a 45000, c 50000, b 95000, c 100000',
  ],
  [
    'A new variant that only the last one makes room for keeps plain order',
    ABC,
    { a: 50000, b: 40000, c: 10000 },
    [
      ['a', 50000],
      ['b', 100000],
    ],
    'a 50000, b 90000, c 100000',
  ],
  [
    'Neighbours of one variant become one range',
    ABC,
    { a: 50000, b: 50000 },
    [
      ['a', 20000],
      ['c', 50000],
      ['b', 100000],
    ],
    'a 50000, b 100000',
  ],
  [
    'A single bucket moves',
    ABC,
    { a: 33334, b: 33333, c: 33333 },
    [
      ['a', 33333],
      ['b', 66666],
      ['c', 100000],
    ],
    'a 33333, b 66666, c 99999, a 100000',
  ],
]

function rangesCase(
  name: string,
  variants: readonly string[],
  weights: Weights,
  current: Ranges | undefined,
): RangesCase {
  const head = { name, variants, weights, ...(current === undefined ? {} : { current }) }
  return { ...head, expected: { ranges: rangesNaively(variants, weights, current) } }
}

function byHand(): RangesCase[] {
  return BY_HAND.map(([name, variants, weights, current, says]) => {
    const made = rangesCase(name, variants, weights, current)
    const answered = rangesNaively(variants, weights, current)
      .map(([variant, end]) => `${variant} ${end}`)
      .join(', ')
    if (answered !== says) throw new Error(`${name}: ${says}, says the table; ${answered}, says the interpreter`)
    return made
  })
}

/** Ramps of two to five variants, each step from the ranges that the one before left. */
function byChance(): RangesCase[] {
  const random = seededRandom(259)
  return Array.from({ length: 12 }, (_, ramp) => {
    const variants = ['a', 'b', 'c', 'd', 'e'].slice(0, 2 + (ramp % 4))
    let current: Ranges | undefined
    return Array.from({ length: 5 }, (_, step) => {
      const made = rangesCase(`Ramp ${ramp + 1}, step ${step + 1}`, variants, randomWeights(random, variants), current)
      current = rangesNaively(made.variants, made.weights, current)
      return made
    })
  }).flat()
}

export function randomWeights(random: Random, variants: readonly string[]): Record<string, number> {
  let left = 100_000
  const weights = variants.map((variant, index) => {
    const weight = index === variants.length - 1 ? left : below(random, 4) === 0 ? 0 : below(random, left + 1)
    left -= weight
    return [variant, weight] as const
  })
  return Object.fromEntries(weights)
}

export function rangesFile(): VectorFile {
  return {
    version: 1,
    kind: 'ranges',
    description: 'What weights become on top of the ranges in force: fewest moves.',
    cases: [...byHand(), ...byChance()],
  }
}
