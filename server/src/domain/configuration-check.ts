/** Whether a configuration can be served: everything that it names is there, and nothing goes in circles. */
import { suggest, told } from '@halyard/admin-api'
import type { Condition } from '@halyard/evaluator'
import { findProblems } from '@halyard/evaluator'
import type { Problem } from './decision.ts'
import type { Configuration, Flag } from './documents.ts'
import { itemProblems } from './item-problems.ts'
import type { Limits } from './limits.ts'
import { longStrings } from './limits.ts'
import { serverFlag } from './projection.ts'
import { cycleThrough, segmentsIn, variantUses } from './references.ts'
import type { EnvironmentState, ProjectState } from './state.ts'
import { unreachableRules } from './unreachable.ts'

export interface Place {
  readonly project: Pick<ProjectState, 'flags'>
  readonly environment: Pick<EnvironmentState, 'configurations' | 'segments' | 'environment'>
  readonly limits: Limits
  /** It is known that no flag leads back to itself. */
  readonly cycles?: 'judged'
}

/** What was most likely meant is looked up for so many: it is a walk through all that there is. */
export const MAX_SUGGESTIONS = 10

/** @returns everything that is wrong, as pointers into the configuration. */
export function configurationProblems(place: Place, flag: Flag, configuration: Configuration): readonly Problem[] {
  const structure = [...sizeProblems(configuration, place.limits), ...longStrings(configuration, place.limits)]
  // What is too large is not looked at any further.
  if (structure.length > 0) return structure
  return [
    ...unknownVariants(flag, configuration),
    ...ruleIdProblems(configuration),
    ...unreachableRules(configuration.rules),
    ...prerequisiteProblems(place, flag, configuration),
    ...segmentProblems(place, configuration),
    ...itemProblems(findProblems('flag', serverFlag(flag, configuration))),
  ]
}

function sizeProblems({ rules, targets, prerequisites }: Configuration, limits: Limits): readonly Problem[] {
  const problems: Problem[] = []
  const atMost = (path: string, count: number, limit: number, noun: string): void => {
    if (count > limit) problems.push({ path, message: `${count} ${noun}`, expected: `at most ${limit} ${noun}` })
  }
  atMost('/rules', rules.length, limits.rulesPerFlag, 'rules')
  atMost('/targets', targets.length, limits.rulesPerFlag, 'targets')
  atMost('/prerequisites', prerequisites.length, limits.rulesPerFlag, 'prerequisites')
  targets.forEach(({ values }, i) => {
    if (Array.isArray(values)) atMost(`/targets/${i}/values`, values.length, limits.valuesPerCondition, 'values')
  })
  rules.forEach((rule, i) => problems.push(...conditionSizes(rule.if, `/rules/${i}/if`, limits)))
  problems.push(
    ...tooManyPatterns(
      rules.map((rule) => rule.if),
      '/rules',
      limits,
    ),
  )
  return problems
}

/** Whoever holds a ruleset compiles each of its patterns, and may look for each in every text. */
export function tooManyPatterns(
  conditions: readonly (Condition | null | undefined)[],
  path: string,
  { patternsPerFlag }: Limits,
): readonly Problem[] {
  const count = conditions.reduce((sum, condition) => sum + patternsIn(condition), 0)
  if (count <= patternsPerFlag) return []
  return [{ path, message: `${count} patterns`, expected: `at most ${patternsPerFlag} patterns` }]
}

function patternsIn(condition: Condition | null | undefined): number {
  if (condition === null || condition === undefined || 'segment' in condition) return 0
  if ('not' in condition) return patternsIn(condition.not)
  if ('attribute' in condition) {
    if (condition.op !== 'matches') return 0
    return Array.isArray(condition.value) ? condition.value.length : 1
  }
  const parts = 'all' in condition ? condition.all : condition.any
  return parts.reduce((sum, part) => sum + patternsIn(part), 0)
}

/** Lists and patterns in a condition that are longer than they may be. */
export function conditionSizes(
  condition: Condition | null | undefined,
  path: string,
  limits: Limits,
): readonly Problem[] {
  if (condition === null || condition === undefined || 'segment' in condition) return []
  if ('not' in condition) return conditionSizes(condition.not, `${path}/not`, limits)
  if ('all' in condition) return condition.all.flatMap((part, i) => conditionSizes(part, `${path}/all/${i}`, limits))
  if ('any' in condition) return condition.any.flatMap((part, i) => conditionSizes(part, `${path}/any/${i}`, limits))
  const { op, value } = condition
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length > limits.valuesPerCondition) {
    const expected = `at most ${limits.valuesPerCondition} values; a segment may list ${limits.valuesPerSegmentList}`
    return [{ path: `${path}/value`, message: `${values.length} values`, expected }]
  }
  if (op !== 'matches') return []
  return values.flatMap((pattern, i) =>
    typeof pattern === 'string' && pattern.length > limits.patternLength
      ? [
          {
            path: Array.isArray(value) ? `${path}/value/${i}` : `${path}/value`,
            ...told(pattern),
            message: `${pattern.length} characters`,
            expected: `a pattern of at most ${limits.patternLength} characters`,
          },
        ]
      : [],
  )
}

/** Uses of variants that the flag does not have. */
export function unknownVariants(flag: Flag, configuration: Configuration): readonly Problem[] {
  const names = Object.keys(flag.variants)
  return variantUses(configuration)
    .filter(({ variant }) => !Object.hasOwn(flag.variants, variant))
    .map(({ variant, path }) => ({
      path,
      value: variant,
      expected: `a variant of the flag: ${names.join(', ')}`,
      suggestion: suggest(variant, names),
    }))
}

function ruleIdProblems({ rules }: Configuration): readonly Problem[] {
  const seen = new Set<string>()
  return rules.flatMap(({ id }, i) => {
    const isTaken = seen.has(id)
    seen.add(id)
    return isTaken ? [{ path: `/rules/${i}/id`, value: id, expected: 'an id of its own' }] : []
  })
}

function prerequisiteProblems(place: Place, flag: Flag, configuration: Configuration): readonly Problem[] {
  const { flags } = place.project
  const problems = configuration.prerequisites.flatMap(({ flag: key, variant }, i): Problem[] => {
    const needed = flags.get(key)
    const path = `/prerequisites/${i}`
    if (needed === undefined) {
      const expected = 'a flag of this project'
      const suggestion = i < MAX_SUGGESTIONS ? suggest(key, flags.keys()) : undefined
      return [{ path: `${path}/flag`, value: key, expected, suggestion }]
    }
    if (needed.archived) return [{ path: `${path}/flag`, value: key, expected: 'a flag that is not archived' }]
    if (Object.hasOwn(needed.variants, variant)) return []
    const names = Object.keys(needed.variants)
    const expected = `a variant of "${key}": ${names.join(', ')}`
    return [{ path: `${path}/variant`, value: variant, expected, suggestion: suggest(variant, names) }]
  })
  return problems.length > 0 || place.cycles === 'judged' ? problems : cycleProblem(place, flag, configuration)
}

function cycleProblem({ environment }: Place, flag: Flag, configuration: Configuration): readonly Problem[] {
  const cycle = cycleThrough(flag.key, (key) => {
    const of = key === flag.key ? configuration : environment.configurations.get(key)
    return (of?.prerequisites ?? []).map((prerequisite) => prerequisite.flag)
  })
  if (cycle === undefined) return []
  const expected = 'prerequisites that do not lead back to the flag'
  return [{ path: '/prerequisites', ...told(configuration.prerequisites), message: cycle.join(' → '), expected }]
}

function segmentProblems(place: Place, { rules }: Configuration): readonly Problem[] {
  return rules.flatMap((rule, i) => missingSegments(place, rule.if, `/rules/${i}/if`))
}

/** Segments that a condition names and that there are not. */
export function missingSegments(
  { environment }: Pick<Place, 'environment'>,
  condition: Condition | null | undefined,
  path: string,
): readonly Problem[] {
  return [...segmentsIn(condition)]
    .filter((key) => !environment.segments.has(key))
    .map((key, index) => ({
      path,
      value: key,
      expected: `a segment of the environment "${environment.environment.key}"`,
      suggestion: index < MAX_SUGGESTIONS ? suggest(key, environment.segments.keys()) : undefined,
    }))
}
