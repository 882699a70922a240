/** The client that holds the rules and evaluates by itself. */
import { evaluate, evaluateAll, explain, type Ruleset } from '@halyard/evaluator'
import { digestOf, parseRulesetBody } from '@halyard/protocol'
import type { Client, CommonOptions, FlagShapes } from './api.ts'
import { createFace, type Desk, type Engine } from './face.ts'
import type { Platform } from './ports.ts'
import { createRulesetStore, type Held } from './ruleset-store.ts'
import { createStream } from './stream.ts'

/**
 * Makes a client and starts it: loads bootstrap and cache, then connects.
 * @param options - Checked by the platform where it can afford to.
 * @see docs/connection.md
 */
export function createCoreClient<Flags extends FlagShapes>(platform: Platform, options: CommonOptions): Client<Flags> {
  return createFace(platform, options, createLocalEngine)
}

/** Holds a ruleset and evaluates it here. */
export function createLocalEngine(desk: Desk): Engine {
  const store = createRulesetStore(({ ruleset, digest }, flags) =>
    desk.applied(ruleset, flags, () => bundle(ruleset, digest)),
  )

  const stream = createStream({ ...desk, store, onConfirmed: desk.confirmed, onStep: desk.stepped })

  return {
    stream,
    // Only called while something is held.
    evaluate(flagKey, context, type) {
      const { compiled, aging } = store.held() as Held
      return evaluate(compiled, flagKey, context, aging.size && aging.has(flagKey) ? desk.ageMs() : 0, type)
    },
    all(context) {
      const { compiled, aging } = store.held() as Held
      return evaluateAll(compiled, context, aging.size ? desk.ageMs() : 0)
    },
    explain: (flagKey, context, type) => explain((store.held() as Held).compiled, flagKey, context, desk.ageMs(), type),
    bundled(bootstrap) {
      const given = bootstrap as NonNullable<CommonOptions['bootstrap']>
      return 'ruleset' in given ? bundle(given.ruleset, given.digest) : bundle(given)
    },
    take: (text) => void store.take(parseRulesetBody(text)),
  }
}

/** A ruleset as `GET …/ruleset` has it. */
function bundle(ruleset: Ruleset, digest: string = digestOf(ruleset.items as never)): string {
  return JSON.stringify({ ruleset, digest, reason: '', ageMs: 0 })
}
