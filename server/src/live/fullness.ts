/**
 * How near environments are to their limits, and an alarm before one is reached: at 80 % there is time to raise it or
 * to clean up, at 100 % a release waits.
 * @see docs/operations.md, "Limits"
 */
import type { WriteLimits } from '@halyard/protocol'
import type { LiveRuleset } from './ruleset.ts'

export interface Fullness {
  readonly project: string
  readonly environment: string
  readonly limit: 'flagsPerEnvironment' | 'serverRulesetBytes' | 'clientRulesetBytes'
  readonly used: number
  readonly allowed: number
}

type Held = Iterable<{ readonly server: LiveRuleset; readonly client: LiveRuleset }>
type Limits = Pick<WriteLimits, Fullness['limit'] | 'alarmShare'>

/** Of every environment and limit that a write can run into. */
export function* fullnessOf(held: Held, limits: Limits): Generator<Fullness> {
  for (const { server, client } of held) {
    const { project, environment } = server.identity
    const of = (limit: Fullness['limit'], used: number): Fullness => {
      return { project, environment, limit, used, allowed: limits[limit] }
    }
    yield of('flagsPerEnvironment', server.flagCount)
    yield of('serverRulesetBytes', server.bytes)
    yield of('clientRulesetBytes', client.bytes)
  }
}

/** Tells once when a limit is nearly reached, and again only after it was well below. */
export class FullnessAlarm {
  readonly #limits: Limits
  readonly #alarm: (fullness: Fullness) => void
  readonly #alarmed = new Set<string>()

  constructor(limits: Limits, alarm: (fullness: Fullness) => void) {
    this.#limits = limits
    this.#alarm = alarm
  }

  look(held: Held): void {
    const { alarmShare } = this.#limits
    for (const fullness of fullnessOf(held, this.#limits)) {
      const { project, environment, limit, used, allowed } = fullness
      const name = `${project} ${environment} ${limit}`
      if (used < allowed * (alarmShare - 0.05)) this.#alarmed.delete(name)
      if (used < allowed * alarmShare || this.#alarmed.has(name)) continue
      this.#alarmed.add(name)
      this.#alarm(fullness)
    }
  }
}
