/** How much of its limits a document uses up: of each limit, the place that uses most. */
import type { Condition, Prerequisite, Rule, SegmentItem, Serve, Target } from '@halyard/evaluator'
import type { WriteLimits } from '@halyard/protocol'

export type DocumentLimit = keyof Pick<
  WriteLimits,
  'rulesPerFlag' | 'rangesPerSplit' | 'valuesPerCondition' | 'valuesPerSegmentList'
>

export interface Use {
  readonly limit: DocumentLimit
  readonly used: number
  /** JSON Pointer into the document. */
  readonly path: string
}

/** A configuration, or the item that is made of it. */
interface Rules {
  readonly prerequisites?: readonly Prerequisite[] | undefined
  readonly targets?: readonly Target[] | undefined
  readonly rules?: readonly Rule[] | undefined
  readonly fallthrough: Serve
}

type Lists = Pick<SegmentItem, 'included' | 'excluded'> & { readonly if?: Condition | null | undefined }

export function usesOfRules({ prerequisites = [], targets = [], rules = [], fallthrough }: Rules): readonly Use[] {
  const most = new Most()
  most.note('rulesPerFlag', rules.length, '/rules')
  most.note('rulesPerFlag', targets.length, '/targets')
  most.note('rulesPerFlag', prerequisites.length, '/prerequisites')
  targets.forEach(({ values }, i) => most.note('valuesPerCondition', sizeOf(values), `/targets/${i}/values`))
  rules.forEach((rule, i) => {
    noteCondition(most, rule.if, `/rules/${i}/if`)
    noteServe(most, rule.serve, `/rules/${i}/serve`)
  })
  noteServe(most, fallthrough, '/fallthrough')
  return most.all()
}

export function usesOfLists({ included, excluded, if: condition }: Lists): readonly Use[] {
  const most = new Most()
  most.note('valuesPerSegmentList', sizeOf(included), '/included')
  most.note('valuesPerSegmentList', sizeOf(excluded), '/excluded')
  noteCondition(most, condition, '/if')
  return most.all()
}

class Most {
  readonly #uses = new Map<DocumentLimit, Use>()

  note(limit: DocumentLimit, used: number, path: string): void {
    if (used > (this.#uses.get(limit)?.used ?? 0)) this.#uses.set(limit, { limit, used, path })
  }

  all(): readonly Use[] {
    return [...this.#uses.values()]
  }
}

function noteServe(most: Most, serve: Serve, path: string): void {
  if ('split' in serve) most.note('rangesPerSplit', serve.split.ranges.length, `${path}/split`)
}

function noteCondition(most: Most, condition: Condition | null | undefined, path: string): void {
  if (condition === null || condition === undefined || 'segment' in condition) return
  if ('not' in condition) noteCondition(most, condition.not, `${path}/not`)
  else if ('all' in condition) condition.all.forEach((part, i) => noteCondition(most, part, `${path}/all/${i}`))
  else if ('any' in condition) condition.any.forEach((part, i) => noteCondition(most, part, `${path}/any/${i}`))
  else most.note('valuesPerCondition', sizeOf(condition.value), `${path}/value`)
}

/** What a list of a client's ruleset hides still has a length; what is no list has none. */
function sizeOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0
}
