import type { Evaluation, FlagType } from '@halyard/evaluator'
import { createLocalEngine, type Desk, type Engine } from '@halyard/sdk-core'

/** What an app's developer can mend, in words; of the other failures the client's state tells. */
const WORDS: Readonly<Record<string, (flag: string, type: FlagType | undefined) => string>> = {
  FLAG_NOT_FOUND: (flag) => `flag ${flag} not found`,
  TYPE_MISMATCH: (flag, type) => `flag ${flag} is no ${type}`,
  TARGETING_KEY_MISSING: (flag) => `flag ${flag} splits by targetingKey, and the context has none`,
}

/** So many mistakes are warned of: some apps make up keys as they go. */
const MAX_WARNED = 100
/** Longer keys than any flag has are cut. */
const MAX_SHOWN = 128
const FLAG_KEY = /^[\w.-]{1,128}$/

/** Holds a ruleset and evaluates it here, and says what an app asks for that can't be answered: once each. */
export function createNodeEngine(desk: Desk): Engine {
  const engine = createLocalEngine(desk)
  const warned = new Set<string>()

  const explained = (evaluation: Evaluation, type: FlagType | undefined): Evaluation => {
    const words = WORDS[evaluation.errorCode ?? '']
    if (words === undefined) return evaluation
    const key: unknown = evaluation.flagKey
    const errorMessage = words(typeof key === 'string' ? shownOf(key) : `<${typeof key}>`, type)
    if (warned.size < MAX_WARNED && !warned.has(errorMessage)) {
      warned.add(errorMessage)
      desk.log.say('warn', `${errorMessage}; its fallback is served`)
    }
    return Object.freeze({ ...evaluation, errorMessage })
  }

  return {
    ...engine,
    evaluate(flagKey, context, type) {
      const evaluation = engine.evaluate(flagKey, context, type)
      // The cheapest question first: with a value there is nothing to explain.
      return evaluation.value === undefined ? explained(evaluation, type) : evaluation
    },
  }
}

/** What no flag can be named is quoted: it may come from users, and neither a line break nor an escape code may reach a log. */
function shownOf(key: string): string {
  if (FLAG_KEY.test(key)) return key
  const text = JSON.stringify(key.slice(0, MAX_SHOWN))
  return text.replace(/[^ -~]/g, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
