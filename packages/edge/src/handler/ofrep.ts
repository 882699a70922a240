/**
 * OFREP 0.3 at the edge: the server's answers, without event streams, for nothing here outlives a request.
 * @see docs/ofrep.md
 */
import type { EvaluationContext } from '@halyard/evaluator'
import { type OfrepErrorCode, ofrepFlag, ofrepStatus, readOfrepRequest } from '@halyard/protocol'
import { failed } from '../client.ts'
import type { Answering, Sees } from './gate.ts'
import { readText } from './read-text.ts'
import { type Refusal, type RefusalCode, refuse } from './refusal.ts'

/** Keys come in headers and never in cookies, so any origin may ask. */
const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Retry-After',
  Vary: 'Authorization, X-API-Key',
}
const PREFLIGHT_HEADERS = {
  ...CORS_HEADERS,
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, If-None-Match, X-API-Key',
  'Access-Control-Max-Age': '86400',
}
const ANSWER_HEADERS = { ...CORS_HEADERS, 'Content-Type': 'application/json', 'Cache-Control': 'private, no-cache' }
const CODES: { readonly [Code in RefusalCode]?: OfrepErrorCode } = {
  'bad-json': 'PARSE_ERROR',
  overloaded: 'PROVIDER_NOT_READY',
}

/**
 * @param key - The flag that is asked for; undefined: all.
 * @param admit - What the asker may see, once there is something to be seen.
 */
export async function answerOfrep(
  request: Request,
  client: Answering,
  key: string | undefined,
  admit: () => Promise<Sees | Refusal>,
): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: PREFLIGHT_HEADERS })
  if (request.method !== 'POST') {
    const detail = `This path takes POST, not ${request.method.slice(0, 20)}.`
    return refused({ code: 'method-not-allowed', detail, headers: { Allow: 'POST' } }, key)
  }
  const sees = await admit()
  if (typeof sees !== 'function') return refused(sees, key)
  const text = await readText(request)
  if (typeof text !== 'string') return refused(text, key)
  const asked = readOfrepRequest(text)
  if ('errorCode' in asked) return answer(JSON.stringify({ ...named(key), ...asked }), 400)
  const context = asked.context as EvaluationContext
  if (key !== undefined) {
    // What is hidden looks like what is not there.
    const flag = ofrepFlag(sees(key) ? client.evaluate(key, context) : failed(key, 'FLAG_NOT_FOUND'))
    return answer(JSON.stringify(flag), ofrepStatus(flag))
  }
  const evaluations = Object.values(client.all(context)).filter(({ flagKey }) => sees(flagKey))
  const flags = JSON.stringify(evaluations.map(ofrepFlag))
  const etag = await tagOf(text, flags)
  if (isHeld(request.headers.get('if-none-match'), etag)) {
    const { 'Cache-Control': cacheControl } = ANSWER_HEADERS
    return new Response(null, { status: 304, headers: { ...CORS_HEADERS, 'Cache-Control': cacheControl, ETag: etag } })
  }
  return answer(`{"flags":${flags}}`, 200, { ETag: etag })
}

function answer(json: string, status: number, headers?: Record<string, string>): Response {
  return new Response(json, { status, headers: { ...ANSWER_HEADERS, ...headers } })
}

/** The refusal that every path has, with what clients of this protocol look for. */
function refused(refusal: Refusal, key: string | undefined): Response {
  const failure = { ...named(key), errorCode: CODES[refusal.code] ?? 'GENERAL', errorDetails: refusal.detail }
  return refuse({ ...refusal, headers: { ...CORS_HEADERS, ...refusal.headers } }, failure)
}

function named(key: string | undefined): object {
  return key === undefined ? {} : { key }
}

/** Over what was asked and what was answered: another context with the same values is another question. */
async function tagOf(asked: string, answered: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${asked.length}\0${asked}${answered}`)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `"${[...hash.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`
}

/** Compares weakly: a proxy that compresses weakens a tag. */
function isHeld(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
