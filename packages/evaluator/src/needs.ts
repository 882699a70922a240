import type { CompiledItems, CompiledRuleset, Needs, Using } from './compiled.ts'

/** Where items are by key. */
type Source<T> = Pick<ReadonlyMap<string, T>, 'get'>

/**
 * Answers an item after all that it needs of its own kind, each once, what is needed first. Walks without recursion: a
 * chain may be as long as an environment has items. Allocates only when an item is first asked for.
 * @param answer - Answers one item whose needs are answered, those apart that lead back to it.
 * @param limit - Items beyond have no answer, counted in the order in which they are first named.
 */
export function answerNeeds<T extends Using, Answer>(
  from: T,
  items: CompiledItems<T, Answer>,
  answer: (item: T, context: unknown, ruleset: CompiledRuleset, needs: Needs<T, Answer>, ageMs: number) => Answer,
  limit: number,
  context: unknown,
  ruleset: CompiledRuleset,
  ageMs: number,
): Needs<T, Answer> {
  let needs = items.needs.get(from)
  if (needs === undefined || needs.isBusy) items.needs.set(from, (needs = needsOf(from, items, limit)))
  needs.isBusy = true
  for (const item of needs.order) needs.answers.set(item.key, answer(item, context, ruleset, needs, ageMs))
  needs.isBusy = false
  return needs
}

/** What has to be answered, and in which order; nothing is yet. */
export function needsOf<T extends Using, Answer>(from: T, items: Source<T>, limit: number): Needs<T, Answer> {
  const order = orderOf(from, items, limit)
  const position = new Map(order.map((item, index) => [item.key, index]))
  const cyclic = new Map<string, string[]>()
  // Only around a cycle something comes before what it needs. Cycles are refused when written: few ever pay for this.
  if (order.some((item, index) => item.uses.some((key) => Number(position.get(key)) >= index))) {
    for (const item of order) {
      const leadsBack = (key: string): boolean => {
        const used = items.get(key)
        return used !== undefined && orderOf(used, items, limit).includes(item)
      }
      const keys = item.uses.filter(leadsBack)
      if (keys.length > 0) cyclic.set(item.key, keys)
    }
  }
  return { order, cyclic, answers: new Map(), isBusy: false }
}

/** An item and all that it needs, each once: what is needed comes first, except around a cycle. */
export function orderOf<T extends Using>(from: T, items: Source<T>, limit: number): T[] {
  const order = new Set<T>()
  const openedAt = new Map<T, number>()
  const open = [from]
  for (let item: T | undefined = from; item; item = open.at(-1)) {
    const depth = open.length
    const known = openedAt.get(item)
    if (known === undefined && openedAt.size < limit) {
      openedAt.set(item, depth)
      for (let index = item.uses.length; index-- > 0; ) {
        const used = items.get(item.uses[index] ?? '')
        if (used) open.push(used)
      }
    } else {
      open.pop()
      if (known === depth) order.add(item) // Not when met a second time while still open: that is a cycle.
    }
  }
  return [...order]
}
