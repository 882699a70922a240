/**
 * A context out of a request that a load balancer passes on, as the server reads it: what a visitor sends stays a value
 * and can never become another attribute.
 * @see docs/load-balancers.md, "Where the context comes from"
 */
import type { EvaluationContext } from '@halyard/evaluator'
import { readCookie } from '../cookie.ts'

const SOURCE = /^(cookie|header)\.(.+)$/
const HEADER_NAME = /^[\w!#$%&'*.^`|~+-]+$/

/** An attribute that is named more than once comes from the first place that has something; empty is nothing. */
export function contextOf({ headers, url }: Request): EvaluationContext {
  const attributes = new Map<string, string>()
  for (const [name, given] of new URLSearchParams(headers.get('x-halyard-context') ?? new URL(url).search)) {
    const [, source, attribute = name] = SOURCE.exec(name) ?? []
    if (attributes.has(attribute)) continue
    const value = source === undefined ? given : sent(headers, source, given)
    if (value) attributes.set(attribute, value)
  }
  return Object.fromEntries(attributes)
}

function sent(headers: Headers, source: string, name: string): string | null | undefined {
  if (source === 'cookie') return readCookie(headers.get('cookie'), name)
  return HEADER_NAME.test(name) ? headers.get(name) : undefined
}
