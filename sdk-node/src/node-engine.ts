import type { Evaluation } from '@halyard/evaluator'
import { createLocalEngine, type Desk, type Engine } from '@halyard/sdk-core'

/** So many keys are warned of: some apps make theirs up as they go. */
const MAX_WARNED = 100
/** Longer keys than any flag has are cut. */
const MAX_SHOWN = 128
const FLAG_KEY = /^[\w.-]{1,128}$/

/** Holds a ruleset and evaluates it here, and says which flags an app asks for that there are none of: once each. */
export function createNodeEngine(desk: Desk): Engine {
  const engine = createLocalEngine(desk)
  const warned = new Set<string>()

  const explained = (evaluation: Evaluation): Evaluation => {
    if (evaluation.errorCode !== 'FLAG_NOT_FOUND') return evaluation
    const key: unknown = evaluation.flagKey
    const shown = typeof key === 'string' ? shownOf(key) : `<${typeof key}>`
    if (warned.size < MAX_WARNED && !warned.has(shown)) {
      warned.add(shown)
      desk.log.say('warn', `flag ${shown} not found; its fallback is served`)
    }
    return Object.freeze({ ...evaluation, errorMessage: `flag ${shown} not found` })
  }

  return {
    ...engine,
    evaluate(flagKey, context, type) {
      const evaluation = engine.evaluate(flagKey, context, type)
      // The cheapest question first: with a value there is nothing to explain.
      return evaluation.value === undefined ? explained(evaluation) : evaluation
    },
  }
}

/** What no flag can be named is quoted: it may come from users, and neither a line break nor an escape code may reach a log. */
function shownOf(key: string): string {
  if (FLAG_KEY.test(key)) return key
  const text = JSON.stringify(key.slice(0, MAX_SHOWN))
  return text.replace(/[^ -~]/g, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
