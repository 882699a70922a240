/** Who names whom: what an exposure drags along, and what must not be taken away. */
import type { Condition, Rule, Serve } from '@halyard/evaluator'
import type { Configuration } from './documents.ts'

/** The segments that a condition names, each once, in order of appearance. */
export function segmentsIn(condition: Condition | null | undefined, found: Set<string> = new Set()): Set<string> {
  if (condition === null || condition === undefined) return found
  if ('segment' in condition) found.add(condition.segment)
  else if ('all' in condition) for (const part of condition.all) segmentsIn(part, found)
  else if ('any' in condition) for (const part of condition.any) segmentsIn(part, found)
  else if ('not' in condition) segmentsIn(condition.not, found)
  return found
}

/** The segments that rules name. */
export function segmentsInRules(rules: readonly Rule[]): Set<string> {
  const found = new Set<string>()
  for (const rule of rules) segmentsIn(rule.if, found)
  return found
}

/** Where a configuration names a variant of its own flag, as JSON Pointers into it. */
export function variantUses(
  configuration: Configuration,
): readonly { readonly variant: string; readonly path: string }[] {
  const uses: { variant: string; path: string }[] = []
  if (configuration.offVariant !== null) uses.push({ variant: configuration.offVariant, path: '/offVariant' })
  configuration.targets.forEach((target, i) => uses.push({ variant: target.variant, path: `/targets/${i}/variant` }))
  configuration.rules.forEach((rule, i) => uses.push(...servedVariants(rule.serve, `/rules/${i}/serve`)))
  uses.push(...servedVariants(configuration.fallthrough, '/fallthrough'))
  return uses
}

function servedVariants(serve: Serve, path: string): { variant: string; path: string }[] {
  if ('variant' in serve) return [{ variant: serve.variant, path: `${path}/variant` }]
  return [...new Set(serve.split.ranges.map(([variant]) => variant))].map((variant) => ({
    variant,
    path: `${path}/split`,
  }))
}

/**
 * Follows edges from `start` until it comes back.
 * @returns the nodes of a cycle through `start`, `start` first and last, or undefined.
 */
export function cycleThrough(start: string, next: (node: string) => Iterable<string>): readonly string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const target of next(node)) {
      if (target === start) return pathBack(start, node, cameFrom)
      if (cameFrom.has(target)) continue
      cameFrom.set(target, node)
      queue.push(target)
    }
  }
  return undefined
}

/**
 * Looks at each node that can be reached from the starts, and at each only once.
 * @returns the nodes of a cycle, each once, or undefined.
 */
export function anyCycle(
  starts: Iterable<string>,
  next: (node: string) => Iterable<string>,
): readonly string[] | undefined {
  const done = new Set<string>()
  for (const start of starts) {
    const way: { readonly node: string; readonly rest: Iterator<string> }[] = []
    const onWay = new Set<string>()
    const enter = (node: string): void => {
      onWay.add(node)
      way.push({ node, rest: next(node)[Symbol.iterator]() })
    }
    if (!done.has(start)) enter(start)
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const target = step.rest.next()
      if (target.done === true) {
        done.add(step.node)
        onWay.delete(step.node)
        way.pop()
      } else if (onWay.has(target.value)) {
        const nodes = way.map(({ node }) => node)
        return nodes.slice(nodes.indexOf(target.value))
      } else if (!done.has(target.value)) enter(target.value)
    }
  }
  return undefined
}

function pathBack(start: string, last: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [start]
  for (let node: string | undefined = last; node !== undefined && node !== start; node = cameFrom.get(node)) {
    path.push(node)
  }
  return [...path, start].reverse()
}
