/** What a client's network is like for a while. */
import type { Dice } from './dice.ts'
import { type Faults, HEALTHY } from './wire.ts'

/** `down`: nothing is reached. `refused`, `busy`: a proxy answers. `page`: with something else. `hang`: nothing comes. */
export type Gate = 'open' | 'down' | 'refused' | 'busy' | 'page' | 'hang'

export type StreamWeather = Gate | 'cuts' | 'stalls' | 'holds' | 'quick' | 'tampers' | 'slow'

export interface Weather {
  readonly stream: StreamWeather
  readonly get: Gate | 'slow'
}

export const FAIR: Weather = { stream: 'open', get: 'open' }

const STREAM: readonly [StreamWeather, ...StreamWeather[]] = [
  'open',
  'open',
  'down',
  'refused',
  'busy',
  'page',
  'hang',
  'cuts',
  'cuts',
  'stalls',
  'holds',
  'holds',
  'quick',
  'tampers',
  'tampers',
  'tampers',
  'slow',
]

const GET: readonly [Weather['get'], ...Weather['get'][]] = [
  'open',
  'open',
  'open',
  'down',
  'refused',
  'refused',
  'busy',
  'page',
  'hang',
  'slow',
  'slow',
]

export function someWeather(dice: Dice): Weather {
  if (dice.hits(0.2)) return FAIR
  // A proxy that lets no stream through for long makes clients poll, and each of their attempts is worth watching.
  if (dice.hits(0.25)) return { stream: dice.oneOf(['holds', 'holds', 'refused', 'tampers']), get: dice.oneOf(GET) }
  // Streams that say too little make clients ask, and end before the answer is there: rare, unless looked for.
  if (dice.hits(0.3))
    return { stream: dice.oneOf(['tampers', 'tampers', 'quick']), get: dice.oneOf(['refused', 'refused', 'slow']) }
  return { stream: dice.oneOf(STREAM), get: dice.oneOf(GET) }
}

/** What one connection made in this weather suffers. */
export function faultsIn(weather: StreamWeather, dice: Dice): Faults {
  if (weather === 'open') return HEALTHY
  const faults = { ...HEALTHY, latencyMs: dice.between(1, dice.hits(0.1) ? 2_000 : 100) }
  if (weather === 'cuts') return { ...faults, cutAfter: 1 + dice.below(dice.hits(0.5) ? 300 : 4_000) }
  if (weather === 'stalls') return { ...faults, stallAfter: dice.below(dice.hits(0.3) ? 2 : 3_000) }
  if (weather === 'holds') return { ...faults, holdBytes: dice.hits(0.5) ? Infinity : 200 + dice.below(3_000) }
  if (weather === 'quick') return { ...faults, closeAfterMs: 100 + dice.below(900) }
  if (weather === 'tampers') return { ...faults, tamper: dice.between(0.1, 0.9) }
  if (weather === 'slow') return { ...faults, pause: 0.4 }
  return faults
}
