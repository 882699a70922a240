/**
 * One flag's variant for one visitor, in a header, for proxies that choose an upstream by it. Answered from memory, and
 * with 200 whenever the key is good: to a proxy that asks whether to let a request pass, anything else means no.
 * @see docs/load-balancers.md
 */
import { type Context, Hono } from 'hono'
import { admitAsker } from '../any-key.ts'
import type { HttpEnv } from '../context.ts'
import { problemOf } from '../errors.ts'
import type { SdkPlaneDeps } from '../sdk-plane.ts'
import { checkSignature, SIGNATURE_HEADER } from '../signature.ts'
import { contextOf } from './context.ts'

/** Under `/edge/v1`. */
export function createEdgeRoutes(deps: SdkPlaneDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.onError((error, c) => problemOf(error, c, deps.report))
  const answer = async (c: Context<HttpEnv>): Promise<Response> => {
    const { key, ruleset } = await admitAsker(c, deps)
    const context = contextOf(c.req.raw)
    await checkSignature(deps, key, context, c.req.header(SIGNATURE_HEADER))
    const evaluation = await deps.evaluation.one(
      ruleset,
      c.req.param('flag') ?? '',
      context,
      deps.live.directory.ageMs(),
    )
    deps.counts.served(ruleset, evaluation, 'edge/1')
    const { variant, reason, errorCode } = evaluation
    c.header('Cache-Control', 'private, no-store')
    c.header('X-Halyard-Reason', reason)
    if (variant !== undefined) c.header('X-Halyard-Variant', variant)
    if (errorCode !== undefined) c.header('X-Halyard-Error', errorCode)
    return c.body(null, 200)
  }
  // Some proxies ask with the visitor's own method, and with its path behind the one that they were given.
  app.all('/variant/:flag', answer)
  app.all('/variant/:flag/*', answer)
  return app
}
