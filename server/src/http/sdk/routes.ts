/** What backends with an SDK key use. @see docs/protocol.md */
import { type Context, Hono } from 'hono'
import type { StoredKey } from '../../store/history.ts'
import { bearer } from '../authenticate.ts'
import type { HttpEnv } from '../context.ts'
import { problemOf } from '../errors.ts'
import { limitPolls } from '../limit-polls.ts'
import { answerReceipt } from '../receipt-answer.ts'
import { refuseMethod } from '../refuse-method.ts'
import { answerRuleset } from '../ruleset-body.ts'
import { rulesetOf, type SdkPlaneDeps } from '../sdk-plane.ts'
import { answerStream } from '../stream-answer.ts'
import { answerTelemetry } from '../telemetry-answer.ts'
import { whoOf } from '../who.ts'

const POLL_HEADERS = ['Cache-Control', 'private, no-cache', 'Vary', 'Authorization, Accept-Encoding']

/** Under `/sdk/v1`. */
export function createSdkRoutes(deps: SdkPlaneDeps): Hono<HttpEnv> {
  const identify = (c: Context<HttpEnv>): Promise<StoredKey> =>
    deps.authenticator.authenticate('sdk', bearer(c.req.header('authorization')), deps.nowMs())
  const app = new Hono<HttpEnv>()
  app.onError((error, c) => problemOf(error, c, deps.report))
  app.get('/ruleset', async (c) => {
    const key = await identify(c)
    limitPolls(deps, key.id)
    const ruleset = rulesetOf(deps, key, 'server')
    const tag = c.req.header('if-none-match')
    deps.live.resumption.polled(ruleset, tag)
    deps.live.receipts.polled(ruleset, { ...whoOf(c), keyId: key.id }, tag)
    const ageMs = deps.live.directory.ageMs()
    return answerRuleset(c, deps.bodies, { ruleset, tag, ageMs, headers: POLL_HEADERS })
  })
  app.get('/stream', async (c) => {
    const key = await identify(c)
    return answerStream(c, deps.live, rulesetOf(deps, key, 'server'), key, {})
  })
  app.post('/telemetry', async (c) => {
    const key = await identify(c)
    limitPolls(deps, key.id)
    return answerTelemetry(c, deps, rulesetOf(deps, key, 'server'), key.id)
  })
  app.post('/receipts', async (c) => answerReceipt(c, deps, await identify(c)))
  for (const path of ['/ruleset', '/stream']) app.all(path, refuseMethod('GET, HEAD'))
  for (const path of ['/telemetry', '/receipts']) app.all(path, refuseMethod('POST'))
  return app
}
