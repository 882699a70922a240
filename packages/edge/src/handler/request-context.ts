/**
 * A context out of a request that a load balancer passes on, as the server reads it: what a visitor sends stays a value
 * and can never become another attribute.
 * @see docs/load-balancers.md, "Where the context comes from"
 */
import type { EvaluationContext } from '@halyard/evaluator'
import { readCookies } from '../cookie.ts'

const SOURCE = /^(cookie|header)\.(.+)$/
/** A visitor's own query may be among them, of any length. */
const MAX_PARAMETERS = 64
const HEADER_NAME = /^[\w!#$%&'*.^`|~+-]+$/

/** An attribute that is named more than once comes from the first place that has something; empty is nothing. */
export function contextOf({ headers, url }: Request): EvaluationContext {
  const attributes = new Map<string, string>()
  const parameters = [...new URLSearchParams(headers.get('x-halyard-context') ?? new URL(url).search)]
  let cookies: ReadonlyMap<string, string> | undefined
  for (const [name, given] of parameters.slice(0, MAX_PARAMETERS)) {
    const [, source, attribute = name] = SOURCE.exec(name) ?? []
    if (attributes.has(attribute)) continue
    if (source === 'cookie') cookies ??= readCookies(headers.get('cookie'))
    const value =
      source === undefined
        ? given
        : source === 'cookie'
          ? cookies?.get(given)
          : HEADER_NAME.test(given) && headers.get(given)
    if (value) attributes.set(attribute, value)
  }
  return Object.fromEntries(attributes)
}
