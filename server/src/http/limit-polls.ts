import { HttpError } from './errors.ts'
import type { SdkPlaneDeps } from './sdk-plane.ts'

/** @param name - Who is counted together. @throws HttpError `rate-limited`, with what there is and when to come again */
export function limitPolls({ polls }: Pick<SdkPlaneDeps, 'polls'>, name: string): void {
  const retryAfterSeconds = polls.take(name)
  if (retryAfterSeconds === 0) return
  const headers = { 'Retry-After': String(retryAfterSeconds), ...polls.headers(name) }
  throw new HttpError('rate-limited', 'Too many requests under this key. A stream costs none.', { headers })
}
