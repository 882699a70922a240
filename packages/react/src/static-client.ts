import type { Details, Evaluation, Status } from '@halyard/browser'
import type { AnyClient, Evaluations } from './types.ts'

type ErrorCode = NonNullable<Evaluation['errorCode']>

/** What is not there is undefined: nothing is held. */
const WAITING = Object.freeze({ state: 'connecting', divergences: 0, uncounted: 0 }) as Status

/**
 * A client of what is known already: it connects to nothing and hears of nothing.
 * @param missing - What a flag that is not among `evaluations` says of itself.
 */
export function staticClient(evaluations: Evaluations = {}, missing: ErrorCode = 'PROVIDER_NOT_READY'): AnyClient {
  const details = (flagKey: string, fallback: unknown): Details<unknown> => {
    const found = Object.hasOwn(evaluations, flagKey) ? evaluations[flagKey] : undefined
    const { value = fallback } = found ?? {}
    if (found && typeof value === typeof fallback) return { ...found, value }
    const errorCode = found ? 'TYPE_MISMATCH' : missing
    return { flagKey, value: fallback, reason: 'ERROR', errorCode, flagMetadata: {} }
  }
  const value = (key: string, fallback: unknown): never => details(key, fallback).value as never
  return {
    boolean: value,
    string: value,
    number: value,
    object: value,
    details,
    on: () => () => {},
    status: () => WAITING,
    identify() {},
  }
}
