import type { Details, Status } from '@halyard/browser'
import type { AnyClient, Evaluations } from './types.ts'

/** A client of what is known already: it connects to nothing and hears of nothing. */
export function staticClient(evaluations: Evaluations): AnyClient {
  const details = (flagKey: string, fallback: unknown): Details<unknown> => {
    const found = Object.hasOwn(evaluations, flagKey) ? evaluations[flagKey] : undefined
    const value = found?.value ?? fallback
    if (found && typeof value === typeof fallback) return { ...found, value }
    const errorCode = found ? 'TYPE_MISMATCH' : 'PROVIDER_NOT_READY'
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
    // What is not there is undefined: nothing is held.
    status: () => ({ state: 'connecting', divergences: 0, uncounted: 0 }) as Status,
    identify() {},
  }
}
