/**
 * What browsers use. The client id in the path is public; answers are the same for all who have it, so any origin may
 * read them, and no credentials are ever involved.
 * @see docs/protocol.md, "Two audiences"
 */
import { createHash } from 'node:crypto'
import { formatStateId, INSTANCE_HEADER, SDK_HEADER } from '@halyard/protocol'
import { type Context, Hono } from 'hono'
import type { StoredKey } from '../../store/history.ts'
import type { HttpEnv } from '../context.ts'
import { HttpError, problemOf } from '../errors.ts'
import { limitPolls } from '../limit-polls.ts'
import { networkOf } from '../network-of.ts'
import { readJsonBody } from '../read-body.ts'
import { refuseMethod } from '../refuse-method.ts'
import { answerRuleset, FRESH_MS, isMatch } from '../ruleset-body.ts'
import { rulesetOf, type SdkPlaneDeps } from '../sdk-plane.ts'
import { checkSignature, refuseRules } from '../signature.ts'
import { answerStream } from '../stream-answer.ts'
import { answerTelemetry } from '../telemetry-answer.ts'

const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'ETag, Retry-After, Age, X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset',
}
const POLL_HEADERS = Object.entries({
  ...CORS_HEADERS,
  'Cache-Control': 'public, no-cache',
  Vary: 'Accept-Encoding',
}).flat()
const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': `Content-Type, If-None-Match, ${SDK_HEADER}, ${INSTANCE_HEADER}`,
  'Access-Control-Max-Age': '86400',
}

/** Under `/client/v1`. */
export function createClientRoutes(deps: SdkPlaneDeps): Hono<HttpEnv> {
  const identify = (c: Context<HttpEnv>): Promise<StoredKey> =>
    deps.authenticator.authenticate('client', c.req.param('clientId'), deps.nowMs())
  const app = new Hono<HttpEnv>()
  app.onError((error, c) => problemOf(error, c, deps.report))
  app.use('/:clientId/*', async (c, next) => {
    for (const [name, value] of Object.entries(CORS_HEADERS)) c.header(name, value)
    if (c.req.method === 'OPTIONS') return c.body(null, 204, PREFLIGHT_HEADERS)
    return next()
  })
  app.get('/:clientId/ruleset', async (c) => {
    const key = await identify(c)
    refuseRules(key)
    limitPolls(deps, `${key.id} ${networkOf(c.get('address'))}`)
    const ruleset = rulesetOf(deps, key, 'client')
    const tag = c.req.header('if-none-match')
    deps.live.resumption.polled(ruleset, tag)
    const ageMs = deps.live.directory.ageMs()
    return answerRuleset(c, deps.bodies, { ruleset, tag, ageMs, headers: POLL_HEADERS })
  })
  app.get('/:clientId/stream', async (c) => {
    const key = await identify(c)
    refuseRules(key)
    return answerStream(c, deps.live, rulesetOf(deps, key, 'client'), key, CORS_HEADERS)
  })
  app.get('/:clientId/notices', async (c) => {
    const key = await identify(c)
    return answerStream(c, deps.live, rulesetOf(deps, key, 'client'), key, CORS_HEADERS, 'remote')
  })
  app.post('/:clientId/evaluate', async (c) => {
    const key = await identify(c)
    limitPolls(deps, `${key.id} ${networkOf(c.get('address'))}`)
    return answerEvaluation(c, deps, key)
  })
  app.post('/:clientId/telemetry', async (c) => {
    const key = await identify(c)
    limitPolls(deps, `${key.id} ${networkOf(c.get('address'))}`)
    return answerTelemetry(c, deps, rulesetOf(deps, key, 'client'), key.id)
  })
  for (const path of ['/:clientId/ruleset', '/:clientId/stream', '/:clientId/notices'])
    app.all(path, refuseMethod('GET, HEAD'))
  for (const path of ['/:clientId/evaluate', '/:clientId/telemetry']) app.all(path, refuseMethod('POST'))
  return app
}

/** Values for one context, and of which state they are. @see docs/protocol.md, "values" */
async function answerEvaluation(c: Context<HttpEnv>, deps: SdkPlaneDeps, key: StoredKey): Promise<Response> {
  const { context, signature } = questionIn(await readJsonBody(c, deps.maxContextBytes))
  await checkSignature(deps, key, context, signature)
  const ruleset = rulesetOf(deps, key, 'client')
  const { head } = ruleset
  const { epoch, revision, digest } = head
  const ageMs = deps.live.directory.ageMs()
  const flags = await deps.evaluation.all(ruleset, context, ageMs)
  const body = JSON.stringify({ epoch, revision, digest, flags })
  // The same state says something else to someone else: both are in the tag.
  const etag = `"${formatStateId(head)}-${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
  c.header('ETag', etag)
  c.header('Cache-Control', 'private, no-store')
  if (ageMs > FRESH_MS) c.header('Age', String(Math.ceil(ageMs / 1_000)))
  if (isMatch(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  return c.body(body, 200, { 'Content-Type': 'application/json' })
}

function questionIn(body: unknown): { readonly context?: unknown; readonly signature?: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError('invalid', 'The body must be an object such as {"context": {"targetingKey": "u-17"}}.')
  }
  return body
}
