/**
 * The only place where a refusal becomes a status: RFC 9457 problem documents, whose codes are documented one by one
 * and never reused.
 * @see docs/api.md, "Refusals"
 */
import type { ContentfulStatusCode as StatusCode } from 'hono/utils/http-status'
import type { Problem, Refusal, RefusalCode } from '../domain/decision.ts'
import { missingEnvironment, missingProject } from '../domain/missing.ts'
import { AccessError, GrantError, OutOfReachError } from '../services/policy.ts'
import type { StoreErrorCode } from '../store/store.ts'
import { isStoreError } from '../store/store.ts'

/** What the HTTP side itself refuses, beside what decisions refuse. */
export type HttpCode =
  | 'bad-json'
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'signature-invalid'
  | 'not-found'
  | 'method-not-allowed'
  | 'too-large'
  | 'client-gone'
  | 'rate-limited'
  | 'overloaded'
  | 'store-busy'
  | 'disk-full'
  | 'store-failed'
  | 'internal'

export type ProblemCode = RefusalCode | HttpCode

/** In no standard, but what nginx logs: nobody reads this answer, and the fault is not ours. */
const CLIENT_CLOSED_REQUEST = 499 as StatusCode

const STATUS: Readonly<Record<ProblemCode, readonly [status: StatusCode, title: string]>> = {
  'bad-json': [400, 'The body cannot be read as JSON'],
  'bad-request': [400, 'The request cannot be understood'],
  unauthorized: [401, 'No valid credential'],
  forbidden: [403, 'Not allowed'],
  'signature-invalid': [403, 'The targeting key is not signed'],
  'own-change-request': [403, 'Nobody judges their own change request'],
  'not-the-author': [403, 'The change request is somebody else’s'],
  'not-found': [404, 'There is nothing here'],
  'project-not-found': [404, 'No such project'],
  'environment-not-found': [404, 'No such environment'],
  'flag-not-found': [404, 'No such flag'],
  'segment-not-found': [404, 'No such segment'],
  'key-not-found': [404, 'No such key'],
  'token-not-found': [404, 'No such token'],
  'webhook-not-found': [404, 'No such webhook'],
  'delivery-not-found': [404, 'No such delivery'],
  'change-request-not-found': [404, 'No such change request'],
  'method-not-allowed': [405, 'The method is not one of this path'],
  'key-taken': [409, 'The key is taken'],
  'flag-archived': [409, 'The flag is archived'],
  'in-use': [409, 'Still in use'],
  protected: [409, 'The environment is protected'],
  'approval-required': [409, 'Others must approve it'],
  'change-request-state': [409, 'The change request is not at this point'],
  'version-conflict': [412, 'Somebody changed it meanwhile'],
  'change-request-conflict': [412, 'Somebody changed it since it was asked for'],
  'too-large': [413, 'Too large'],
  'ruleset-too-large': [413, 'The ruleset would become too large'],
  'client-gone': [CLIENT_CLOSED_REQUEST, 'The client left'],
  invalid: [422, 'The document is not valid'],
  'reason-required': [422, 'A reason is required'],
  'limit-reached': [422, 'A limit is reached'],
  'salt-collision': [422, 'The salt collides with another flag'],
  'revision-not-found': [422, 'No such revision'],
  'rollback-impossible': [422, 'What the revision needs is gone'],
  'copy-impossible': [422, 'What the configuration needs is not in the target'],
  'idempotency-mismatch': [422, 'The Idempotency-Key came with another request before'],
  'rate-limited': [429, 'Too many requests'],
  overloaded: [503, 'Not now'],
  'store-busy': [503, 'The database is busy'],
  'store-failed': [503, 'The database cannot be used'],
  'disk-full': [507, 'The disk is full'],
  internal: [500, 'Something went wrong here'],
}

const STORE_CODES: Readonly<Record<StoreErrorCode, ProblemCode>> = {
  FULL: 'disk-full',
  BUSY: 'store-busy',
  LOCKED: 'store-busy',
  NEWER_SCHEMA: 'store-failed',
  DAMAGED: 'store-failed',
  UNWRITABLE: 'store-failed',
  MISSING: 'store-failed',
  MISMATCH: 'store-failed',
  DRIVER: 'store-failed',
}

/** Hono's context, of any plane's routes. */
export interface AnyContext {
  get(name: 'requestId'): string
  /** Keeps the headers that were set before: CORS. */
  body(text: string, status: StatusCode, headers: Record<string, string>): Response
}

export interface ProblemExtras {
  readonly errors?: readonly Problem[] | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Further members of the problem document. */
  readonly members?: Readonly<Record<string, unknown>> | undefined
}

/** Thrown while a request is being read; `problemOf` turns it into the answer. */
export class HttpError extends Error {
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.name = 'HttpError'
    this.code = code
    this.extras = extras
  }
}

/** Whoever sent more mistakes begins with these. */
const MAX_ERRORS = 100

/** The answer that says what was refused, why, and what would do. */
export function problem(c: AnyContext, code: ProblemCode, detail: string, extras: ProblemExtras = {}): Response {
  const [status, title] = STATUS[code]
  const requestId = requestIdOf(c)
  const { members } = extras
  const errors = (extras.errors ?? []).slice(0, MAX_ERRORS).map(withValue)
  const body = { type: `urn:halyard:problem:${code}`, title, status, detail, code, requestId, errors, ...members }
  const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...extras.headers }
  return c.body(JSON.stringify(body), status, headers)
}

/** What is too long to be repeated is told in words, so that whatever was sent has a value. */
function withValue(error: Problem): Problem {
  const { value, message } = error
  return value === undefined && message !== undefined ? { ...error, value: message } : error
}

/** Tests call parts without the app around them, which gives requests their ids. */
function requestIdOf(c: AnyContext): string {
  return (c.get('requestId') as string | undefined) ?? ''
}

/** A decision's refusal. */
export function refusal(
  c: AnyContext,
  { code, detail, errors, current }: Refusal,
  changed?: readonly string[],
): Response {
  if (current === undefined) return problem(c, code, detail, { errors })
  const headers = { ETag: `"${current.version}"` }
  return problem(c, code, detail, { errors, headers, members: { current: current.document, changed: changed ?? [] } })
}

/**
 * Whatever a handler threw. Only what nobody expected is passed to `report`; its text stays inside.
 * @param report - Gets the error with the request's id.
 */
export function problemOf(
  error: unknown,
  c: AnyContext,
  report: (error: unknown, requestId: string) => void,
): Response {
  if (error instanceof HttpError) return problem(c, error.code, error.message, error.extras)
  if (error instanceof AccessError) return problem(c, 'forbidden', error.message)
  if (error instanceof GrantError) return problem(c, 'forbidden', error.message, { errors: error.problems })
  if (error instanceof OutOfReachError) return refusal(c, notThere(error))
  report(error, requestIdOf(c))
  if (isStoreError(error)) {
    const code = STORE_CODES[error.code]
    return problem(c, code, error.message, code === 'store-busy' ? { headers: { 'Retry-After': '1' } } : {})
  }
  return problem(c, 'internal', 'The cause is in the log under this request id.')
}

/** What a place out of reach looks like is what no place looks like. */
function notThere({ scope: { project = '', environment } }: OutOfReachError): Refusal {
  return environment === undefined ? missingProject(project) : missingEnvironment(project, environment)
}
