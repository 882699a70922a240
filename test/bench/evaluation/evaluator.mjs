// The decision alone, without the client around it: what the client adds is the difference.
import { compile, evaluate } from '../../../packages/evaluator/dist/index.js'
import { rulesetOf } from './halyard-ruleset.mjs'

export async function create(flags, mixedRules) {
  const ruleset = compile(rulesetOf(flags, mixedRules))
  const keys = flags.map(({ key }) => key)
  return {
    context: ({ key, ...attributes }) => ({ targetingKey: key, ...attributes }),
    boolean: (key, context) => evaluate(ruleset, key, context, 0, 'boolean'),
    string: (key, context) => evaluate(ruleset, key, context, 0, 'string'),
    value: ({ value }) => value ?? false,
    all: (context) => keys.map((key) => evaluate(ruleset, key, context)),
    values: (all) => all.map(({ flagKey, value }) => [flagKey, value]),
  }
}
