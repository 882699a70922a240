/**
 * OFREP 0.3: values for any language, from the same evaluator. Keys come in headers and never in cookies, so any origin
 * may ask.
 * @see docs/ofrep.md
 */
import {
  type OfrepBulk,
  type OfrepErrorCode,
  type OfrepFailure,
  ofrepFlag,
  ofrepStatus,
  readOfrepRequest,
} from '@halyard/protocol'
import { type Context, Hono } from 'hono'
import { type Asker, admitAsker, rulesetFor } from '../any-key.ts'
import type { HttpEnv } from '../context.ts'
import { HttpError, problemOf } from '../errors.ts'
import { readBytes } from '../read-body.ts'
import { refuseMethod } from '../refuse-method.ts'
import type { SdkPlaneDeps } from '../sdk-plane.ts'
import { checkSignature, SIGNATURE_HEADER } from '../signature.ts'
import { answerStream } from '../stream-answer.ts'
import { bulkTag, heldTag } from './etag.ts'
import { keyOfToken, streamToken } from './stream-token.ts'

export interface OfrepDeps extends SdkPlaneDeps {
  /** Where clients reach this server; unset, where the request says that it did. */
  readonly publicUrl: string | undefined
  /** Whether `X-Forwarded-Proto` is believed. */
  readonly trustProxy: boolean
}

const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'ETag, Retry-After, X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset',
}
const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': `Authorization, Content-Type, If-None-Match, X-API-Key, ${SIGNATURE_HEADER}`,
  'Access-Control-Max-Age': '86400',
}
const ANSWER_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-cache' }
/** The specification's own default, and long enough for a look at another tab. */
const INACTIVITY_SECONDS = 120
const UTF_8 = new TextDecoder('utf-8', { fatal: true })

/** Under `/ofrep/v1`. */
export function createOfrepRoutes(deps: OfrepDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.onError((error, c) => refused(error, c, deps))
  app.use('*', async (c, next) => {
    for (const [name, value] of Object.entries(CORS_HEADERS)) c.header(name, value)
    c.header('Vary', 'Authorization, X-API-Key')
    if (c.req.method === 'OPTIONS') return c.body(null, 204, PREFLIGHT_HEADERS)
    return next()
  })
  app.post('/evaluate/flags', async (c) => answerBulk(c, deps, await admitAsker(c, deps)))
  app.post('/evaluate/flags/:key', async (c) => answerSingle(c, deps, await admitAsker(c, deps)))
  app.get('/stream/:token', async (c) => {
    const key = await keyOfToken(deps.keys, c.req.param('token'), deps.nowMs())
    if (key === undefined)
      throw new HttpError('unauthorized', 'The token has expired. A bulk evaluation has a new one.')
    return answerStream(c, deps.live, rulesetFor(deps, key), key, CORS_HEADERS, 'notices')
  })
  for (const path of ['/evaluate/flags', '/evaluate/flags/:key']) app.all(path, refuseMethod('POST'))
  app.all('/stream/:token', refuseMethod('GET, HEAD'))
  return app
}

async function answerSingle(c: Context<HttpEnv>, deps: OfrepDeps, asker: Asker): Promise<Response> {
  const { ruleset } = asker
  const key = c.req.param('key') ?? ''
  const { request } = await readRequest(c, deps)
  if ('errorCode' in request) return answer(c, JSON.stringify({ key, ...request }), 400)
  await checkSignature(deps, asker.key, request.context, c.req.header(SIGNATURE_HEADER))
  const evaluation = await deps.evaluation.one(ruleset, key, request.context, deps.live.directory.ageMs())
  // A bulk answer holds every flag, whether anybody looks at it or not: only this says that a flag is in use.
  deps.counts.served(ruleset, evaluation, 'ofrep/0.3')
  const flag = ofrepFlag(evaluation)
  return answer(c, JSON.stringify(flag), ofrepStatus(flag))
}

async function answerBulk(c: Context<HttpEnv>, deps: OfrepDeps, asker: Asker): Promise<Response> {
  const { bytes, request } = await readRequest(c, deps)
  if ('errorCode' in request) return answer(c, JSON.stringify(request), 400)
  await checkSignature(deps, asker.key, request.context, c.req.header(SIGNATURE_HEADER))
  const evaluations = await deps.evaluation.all(asker.ruleset, request.context, deps.live.directory.ageMs())
  const flags = JSON.stringify(Object.values(evaluations).map(ofrepFlag))
  const nowMs = deps.nowMs()
  const etag = bulkTag(bytes, flags, nowMs)
  const held = heldTag(c.req.header('if-none-match'), etag, nowMs)
  c.header('ETag', held ?? etag)
  if (held !== undefined) return c.body(null, 304, { 'Cache-Control': ANSWER_HEADERS['Cache-Control'] })
  const url = `${baseUrl(c, deps)}/ofrep/v1/stream/${streamToken(asker.selector, asker.key, nowMs)}`
  const eventStreams = [
    { type: 'sse', url, inactivityDelaySec: INACTIVITY_SECONDS },
  ] satisfies OfrepBulk['eventStreams']
  return answer(c, `{"flags":${flags},"eventStreams":${JSON.stringify(eventStreams)}}`, 200)
}

interface Read {
  readonly bytes: Uint8Array
  readonly request: ReturnType<typeof readOfrepRequest>
}

/** @throws HttpError `too-large`, `client-gone`; `bad-json` and `bad-request` for what is no plain UTF-8 */
async function readRequest(c: Context<HttpEnv>, { maxContextBytes }: OfrepDeps): Promise<Read> {
  const bytes = await readBytes(c.req, maxContextBytes)
  return { bytes, request: readOfrepRequest(textOf(bytes)) }
}

/** What is no UTF-8 is no JSON either. */
function textOf(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes)
  } catch {
    return ''
  }
}

/** @param json - The body. */
function answer(c: Context<HttpEnv>, json: string, status: 200 | 400 | 404): Response {
  return c.body(json, status, ANSWER_HEADERS)
}

/** An absolute URL: a page's own origin is another one. */
function baseUrl(c: Context<HttpEnv>, { publicUrl, trustProxy }: OfrepDeps): string {
  if (publicUrl !== undefined) return publicUrl
  const { protocol, host } = new URL(c.req.url)
  const isTls = trustProxy && c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase() === 'https'
  return `${isTls ? 'https:' : protocol}//${host}`
}

const CODES: Readonly<Record<string, OfrepErrorCode>> = { 'bad-json': 'PARSE_ERROR', 'bad-request': 'PARSE_ERROR' }

/** The refusal that every plane has, with what clients of this protocol look for. */
async function refused(error: unknown, c: Context<HttpEnv>, deps: OfrepDeps): Promise<Response> {
  const response = problemOf(error, c, deps.report)
  const problem: { readonly code: string; readonly detail: string } = JSON.parse(await response.clone().text())
  const key = keyIn(c.req.path)
  const failure: OfrepFailure = { errorCode: CODES[problem.code] ?? 'GENERAL', errorDetails: problem.detail }
  const body = JSON.stringify({ ...problem, ...(key === undefined ? {} : { key }), ...failure })
  return new Response(body, { status: response.status, headers: response.headers })
}

/** In a handler of errors the route's own parameters are gone. */
function keyIn(path: string): string | undefined {
  const key = /\/evaluate\/flags\/([^/]+)$/.exec(path)?.[1]
  try {
    return key === undefined ? undefined : decodeURIComponent(key)
  } catch {
    return key
  }
}
