/**
 * A context out of a request that a load balancer passes on. The query says where to look: `cookie.targetingKey=visitor`
 * takes the attribute `targetingKey` from the cookie `visitor`, `header.country=X-Country` takes `country` from that
 * header, and any other parameter is an attribute itself. So whatever a visitor sends stays a value: it can never become
 * another attribute. A proxy whose questions carry the visitor's own query says the same in the header
 * `X-Halyard-Context`, and then the query is not looked at.
 * @see docs/load-balancers.md, "Where the context comes from"
 */
import type { EvaluationContext } from '@halyard/evaluator'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { HttpEnv } from '../context.ts'

const SOURCE = /^(cookie|header)\.(.+)$/
/** A visitor's own query may be among them, of any length. */
const MAX_PARAMETERS = 64

/** An attribute that is named more than once comes from the first place that has something; empty is nothing. */
export function contextOf(c: Context<HttpEnv>): EvaluationContext {
  const attributes = new Map<string, string>()
  const places = c.req.header('x-halyard-context')
  const parameters = [...new URLSearchParams(places ?? new URL(c.req.url).search)].slice(0, MAX_PARAMETERS)
  let cookies: Partial<Record<string, string>> | undefined
  for (const [name, given] of parameters) {
    const [, source, attribute = name] = SOURCE.exec(name) ?? []
    if (attributes.has(attribute)) continue
    if (source === 'cookie') cookies ??= getCookie(c)
    const value = source === undefined ? given : source === 'cookie' ? own(cookies, given) : c.req.header(given)
    if (value !== undefined && value !== '') attributes.set(attribute, value)
  }
  return Object.fromEntries(attributes)
}

function own(cookies: Partial<Record<string, string>> | undefined, name: string): string | undefined {
  return cookies !== undefined && Object.hasOwn(cookies, name) ? cookies[name] : undefined
}
