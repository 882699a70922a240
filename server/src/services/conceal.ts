import type { Outcome } from '../store/store.ts'
import type { Ask } from './deps.ts'

interface Revealing {
  readonly secret?: string | undefined
  readonly clientId?: string | undefined
}

/** A dry run made no credential, so it must not show one that opens nothing. */
export function conceal<T extends Revealing>(outcome: Outcome<T>, { dryRun = false }: Ask): Outcome<T> {
  if (!dryRun || outcome.outcome === 'refused') return outcome
  const { secret: _, clientId: __, ...answer } = outcome.answer
  return { ...outcome, answer: answer as T }
}
