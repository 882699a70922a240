/** What people send for a configuration → the document that is stored. */

import type { PutConfiguration } from '@halyard/admin-api'
import { putConfigurationSchema, suggest, validate } from '@halyard/admin-api'
import type { Rule, Target } from '@halyard/evaluator'
import type { Mint } from './command.ts'
import type { Problem } from './decision.ts'
import type { Configuration, Flag } from './documents.ts'
import { firstConfiguration } from './first-configuration.ts'
import type { Limits } from './limits.ts'
import { isObject, mergePatch } from './merge-patch.ts'
import { configurationFields } from './resources.ts'
import type { ServeContext } from './serve-input.ts'
import { readServe } from './serve-input.ts'

export type Read = { readonly configuration: Configuration } | { readonly problems: readonly Problem[] }

export interface InputContext {
  readonly flag: Flag
  readonly environment: string
  readonly before: Configuration
  readonly limits: Limits
  readonly mint: Mint
}

/** A whole configuration. `version` is still that of the one before. */
export function readPut(input: PutConfiguration, context: InputContext): Read {
  const { flag, before, limits } = context
  const problems: Problem[] = [...echoProblems(input, context)]
  const serving: ServeContext = { variants: Object.keys(flag.variants), limits, problems }
  const rules = (input.rules ?? []).map((rule, index): Rule | undefined => {
    const inForce = before.rules.find(({ id }) => id === rule.id)?.serve
    const serve = readServe(rule.serve, `/rules/${index}/serve`, inForce, serving)
    if (serve === undefined) return undefined
    return { id: rule.id ?? context.mint.ruleId(), ...(rule.if === undefined ? undefined : { if: rule.if }), serve }
  })
  const fallthrough = readServe(input.fallthrough, '/fallthrough', before.fallthrough, serving)
  if (problems.length > 0 || fallthrough === undefined) return { problems }
  return {
    configuration: {
      enabled: input.enabled,
      killed: before.killed,
      offVariant: input.offVariant === undefined ? firstConfiguration(flag).offVariant : input.offVariant,
      prerequisites: input.prerequisites ?? [],
      targets: (input.targets ?? []).map(
        ({ attribute = 'targetingKey', values, variant }): Target => ({ attribute, values, variant }),
      ),
      rules: rules.filter((rule) => rule !== undefined),
      fallthrough,
      maxStalenessMs: input.maxStalenessMs ?? null,
      version: before.version,
    },
  }
}

/** A merge patch (RFC 7396) on the configuration as the API answers it. */
export function readPatch(patch: Readonly<Record<string, unknown>>, context: InputContext): Read {
  const unknown = unknownNulls(patch)
  if (unknown.length > 0) return { problems: unknown }
  const merged = mergePatch(configurationFields(context.before), alternatives(patch))
  // Taken away by null, an off variant stays away: only a PUT that says nothing of it gets the default.
  const whole = isObject(merged) && !Object.hasOwn(merged, 'offVariant') ? { ...merged, offVariant: null } : merged
  const result = validate(putConfigurationSchema, whole)
  return result.ok ? readPut(result.value, context) : { problems: result.errors }
}

/**
 * A whole configuration or a merge patch. What names every field that can be written, as answers do, replaces; all else
 * is a patch. So nothing is ever lost that was not named.
 */
export function readEither(input: Readonly<Record<string, unknown>>, context: InputContext): Read {
  if (!WRITABLE.every((name) => Object.hasOwn(input, name))) return readPatch(input, context)
  const result = validate(putConfigurationSchema, input)
  return result.ok ? readPut(result.value, context) : { problems: result.errors }
}

const WRITABLE = ['enabled', 'offVariant', 'prerequisites', 'targets', 'rules', 'fallthrough', 'maxStalenessMs']

/**
 * `{fallthrough: {split}}` means instead of the variant that was served: of two alternatives, the one that a patch
 * names replaces the other, without a null that says so.
 */
function alternatives(patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!isObject(patch.fallthrough)) return patch
  const serve = insteadOf(patch.fallthrough, 'variant', 'split')
  const split = isObject(serve.split) ? { split: insteadOf(serve.split, 'weights', 'ranges', ['weights']) } : undefined
  return { ...patch, fallthrough: { ...serve, ...split } }
}

function insteadOf(
  patch: Record<string, unknown>,
  one: string,
  other: string,
  removable: readonly string[] = [one, other],
): Record<string, unknown> {
  const names = [one, other].filter((name) => Object.hasOwn(patch, name) && patch[name] !== null)
  const gone = names[0] === one ? other : one
  return names.length === 1 && removable.includes(gone) ? { ...patch, [gone]: null } : patch
}

/** Null removes, so that a misspelt name with null would vanish without a word. */
function unknownNulls(patch: Readonly<Record<string, unknown>>): readonly Problem[] {
  const known = Object.keys(putConfigurationSchema.shape)
  return Object.entries(patch)
    .filter(([name, value]) => value === null && !known.includes(name))
    .map(([name]) => ({
      path: `/${name}`,
      value: name,
      expected: `one of ${known.join(', ')}`,
      suggestion: suggest(name, known),
    }))
}

/** Fields of the answer may come back, but only unchanged: a `killed: true` that killed nothing would be a trap. */
function echoProblems(input: PutConfiguration, { flag, environment, before }: InputContext): readonly Problem[] {
  const problems: Problem[] = []
  if (input.killed !== undefined && input.killed !== before.killed) {
    const expected = `${before.killed}: kills and restores have calls of their own`
    const suggestion = `POST …/flags/${flag.key}/${input.killed ? 'kill' : 'restore'}`
    problems.push({ path: '/killed', value: input.killed, expected, suggestion })
  }
  if (input.flag !== undefined && input.flag !== flag.key) {
    problems.push({ path: '/flag', value: input.flag, expected: `the flag of the address: ${flag.key}` })
  }
  if (input.environment !== undefined && input.environment !== environment) {
    problems.push({
      path: '/environment',
      value: input.environment,
      expected: `the environment of the address: ${environment}`,
    })
  }
  return problems
}
