import type { Context } from 'hono'
import type { Wait } from '../../domain/applied.ts'
import { HttpError } from '../errors.ts'
import type { AdminEnv } from './env.ts'

interface WaitQuery {
  readonly waitFor?: number | undefined
  readonly timeoutMs?: number | undefined
}

const TIMEOUT_MS = 5_000
const MAX_TIMEOUT_MS = 30_000

/**
 * For how many confirmations a kill or a restore waits before it is answered.
 * @returns undefined: for none
 * @throws HttpError `invalid`, before anything was done
 */
export function waitIn(c: Context<AdminEnv>, { waitFor, timeoutMs = TIMEOUT_MS }: WaitQuery): Wait | undefined {
  within('waitFor', waitFor ?? 0, 1)
  within('timeoutMs', timeoutMs, MAX_TIMEOUT_MS)
  return waitFor === undefined ? undefined : { share: waitFor, timeoutMs, signal: c.req.raw.signal }
}

function within(name: string, value: number, max: number): void {
  if (value >= 0 && value <= max) return
  const expected = `0 to ${max.toLocaleString('en')}`
  const errors = [{ path: `?${name}`, value, expected }]
  throw new HttpError('invalid', `The query parameter "${name}" must be ${expected}. Nothing was done.`, { errors })
}
