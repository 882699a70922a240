/**
 * What SDKs say they served, added up. Whatever they send, memory and the number of series stay bounded: a flag or
 * variant that the environment does not have is counted under a common name.
 * @see docs/operations.md, "Metrics"
 */
import type { Evaluation, FlagItem } from '@halyard/evaluator'
import type { EvaluationCount, TelemetryBatch } from '@halyard/protocol'
import type { LiveRuleset } from './ruleset.ts'

export interface EvaluationLabels {
  readonly project: string
  readonly environment: string
  readonly audience: string
  readonly flag: string
  readonly variant: string
  readonly reason: string
}

/** Names that no flag or variant can have. */
export const OTHER = '(other)'
const DEFAULT = '(default)'
const REASONS: ReadonlySet<string> = new Set([
  'STATIC',
  'DEFAULT',
  'TARGETING_MATCH',
  'SPLIT',
  'DISABLED',
  'STALE',
  'PREREQUISITE_FAILED',
  'ERROR',
])
/** More than any app evaluates between two batches; keeps sums exact. */
const MAX_COUNT = 1_000_000_000

/** What was counted, told apart however many series there are, and whose it is. */
export interface EvaluationSource {
  readonly environmentId: string
  /** `OTHER` where the environment has no such flag, or the flag no such variant. */
  readonly flag: string
  readonly variant: string
  /** As it names itself, such as `node/1.2.0`. */
  readonly sdk: string | undefined
}

type Add = (labels: EvaluationLabels, n: number, source: EvaluationSource) => void

export interface EvaluationCountsOptions {
  readonly maxSeries: number
  /** How many batch ids are remembered. */
  readonly maxBatchIds: number
}

export class EvaluationCounts {
  readonly #add: Add
  readonly #options: EvaluationCountsOptions
  readonly #batchIds = new Set<string>()
  readonly #series = new Set<string>()

  constructor(add: Add, options: EvaluationCountsOptions = { maxSeries: 20_000, maxBatchIds: 50_000 }) {
    this.#add = add
    this.#options = options
  }

  /** @param sdk - What sent it. @returns false for a batch that was taken before. */
  take(ruleset: LiveRuleset, batch: TelemetryBatch, sdk?: string): boolean {
    if (!this.#isNew(`${ruleset.identity.environmentId} ${batch.batchId}`)) return false
    for (const count of batch.counts) {
      if (count.n > 0) this.#count(ruleset, count, Math.min(count.n, MAX_COUNT), sdk)
    }
    return true
  }

  /** Counts what this server evaluated itself: one flag, asked for by name. @param sdk - Which of its faces was asked. */
  served(ruleset: LiveRuleset, { flagKey: flag, variant, reason }: Evaluation, sdk: string): void {
    this.#count(ruleset, { flag, variant, reason }, 1, sdk)
  }

  #count(ruleset: LiveRuleset, counted: Counted, n: number, sdk: string | undefined): void {
    const { environmentId } = ruleset.identity
    const labels = labelsOf(ruleset, counted)
    const { flag, variant } = labels
    this.#add(this.#bounded(labels), n, { environmentId, flag, variant, sdk })
  }

  #isNew(id: string): boolean {
    if (this.#batchIds.has(id)) return false
    this.#batchIds.add(id)
    if (this.#batchIds.size > this.#options.maxBatchIds)
      for (const oldest of this.#batchIds) return this.#batchIds.delete(oldest)
    return true
  }

  /** Flags come and go; their series stay until a restart. */
  #bounded(labels: EvaluationLabels): EvaluationLabels {
    const name = Object.values(labels).join('\0')
    if (this.#series.has(name)) return labels
    if (this.#series.size >= this.#options.maxSeries) return { ...labels, flag: OTHER, variant: OTHER }
    this.#series.add(name)
    return labels
  }
}

type Counted = Omit<EvaluationCount, 'variant' | 'n'> & { readonly variant?: string | undefined }

function labelsOf(ruleset: LiveRuleset, { flag, variant, reason }: Counted): EvaluationLabels {
  const { project, environment, audience } = ruleset.identity
  const item = ruleset.item('flag', flag) as FlagItem | undefined
  return {
    project,
    environment,
    audience,
    flag: item === undefined ? OTHER : flag,
    variant: item === undefined ? OTHER : variantLabel(item, variant),
    reason: REASONS.has(reason) ? reason : OTHER,
  }
}

function variantLabel(item: FlagItem, variant: string | undefined): string {
  if (variant === undefined) return DEFAULT
  return Object.hasOwn(item.variants, variant) ? variant : OTHER
}
