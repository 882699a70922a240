// The decision alone, without the client around it: what the client adds is the difference.
import { compile, evaluate, evaluateAll } from '../../../packages/evaluator/dist/index.js'
import { rulesetOf } from './halyard-ruleset.mjs'

export async function create(flags, mixedRules) {
  const ruleset = compile(rulesetOf(flags, mixedRules))
  return {
    context: ({ key, ...attributes }) => ({ targetingKey: key, ...attributes }),
    boolean: (key, context) => evaluate(ruleset, key, context, 0, 'boolean'),
    string: (key, context) => evaluate(ruleset, key, context, 0, 'string'),
    value: ({ value }) => value ?? false,
    all: (context) => evaluateAll(ruleset, context),
    values: (all) => Object.entries(all).map(([key, { value }]) => [key, value]),
  }
}
