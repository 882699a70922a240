/** A client of the admin API, typed by the table of operations. */
import type { z } from 'zod'
import type { EventStream, Operation, Operations, ParamsOf } from './operation.ts'
import { operations } from './operations.ts'
import type { ProblemDocument, ProblemError } from './problem.ts'

/** The parts of `fetch` that are used; the global one satisfies it. This package knows no platform's types. */
export type FetchLike = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
    readonly signal?: unknown
  },
) => Promise<FetchAnswer>

interface FetchAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

declare const fetch: FetchLike

/** Where the server is, and who calls. */
export interface AdminClientOptions {
  /** Where the server is reached, such as `https://flags.example`. */
  readonly url: string
  /** An API token, `hal_api_…`. */
  readonly token: string
  readonly fetch?: FetchLike | undefined
}

/** What a call may come with, beside what its operation takes. */
export interface CallOptions {
  /** The version that the change is based on; a newer one is refused with `version-conflict`. */
  readonly ifMatch?: number | undefined
  /** `*`: only if there is none yet; else it is refused with `version-conflict`. */
  readonly ifNoneMatch?: '*' | undefined
  /** Makes a retry safe: the same key answers the same. */
  readonly idempotencyKey?: string | undefined
  /** An `AbortSignal`. */
  readonly signal?: unknown
}

/** An operation's path and query parameters in one, then its body. */
export type AdminCall<O extends Operation> = (
  ...args: [...ParametersOf<O>, ...BodyOf<O>, options?: CallOptions]
) => Promise<AnswerOf<O>>

type Given<O extends Operation> = ParamsOf<O['path']> & QueryOf<O['query']>
/** Without parameters it adds nothing; zod would have it that nothing may be added. */
type QueryOf<Query extends z.ZodObject> = keyof Query['shape'] extends never ? unknown : z.input<Query>
type ParametersOf<O extends Operation> =
  Record<never, never> extends Given<O> ? [parameters?: Given<O>] : [parameters: Given<O>]
type BodyOf<O extends Operation> = O['body'] extends z.ZodType
  ? Record<never, never> extends z.input<O['body']>
    ? [body?: z.input<O['body']>]
    : [body: z.input<O['body']>]
  : []
type AnswerOf<O extends Operation> = O['answer'] extends z.ZodType ? z.output<O['answer']> : undefined

type Calls<Group extends Operations> = {
  readonly [Verb in keyof Group as AnswerOf<Group[Verb]> extends EventStream ? never : Verb]: AdminCall<Group[Verb]>
}

/** A method for each operation that comes to an end: `client.flags.create({ project: 'default' }, { key: 'new-checkout' })`. */
export type AdminClient = { readonly [Noun in keyof typeof operations]: Calls<(typeof operations)[Noun]> }

/** What the server refused, and why. Branch on `code`. @see docs/api.md, "Refusals" */
export class AdminApiError extends Error {
  readonly status: number
  readonly code: string
  readonly problem: ProblemDocument

  constructor(problem: ProblemDocument) {
    super(problem.detail)
    this.name = 'AdminApiError'
    this.status = problem.status
    this.code = problem.code
    this.problem = problem
  }
}

/** Sends nothing until a method is called. Calls reject with `AdminApiError`, or with what `fetch` threw. */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  const nouns = Object.entries(operations).map(([noun, verbs]) => {
    const calls = Object.entries<Operation>(verbs).map(([verb, operation]) => [
      verb,
      (...args: readonly unknown[]) => call(options, operation, args),
    ])
    return [noun, Object.fromEntries(calls)]
  })
  // Made from the very table that the type is made from.
  return Object.fromEntries(nouns) as AdminClient
}

async function call(client: AdminClientOptions, operation: Operation, args: readonly unknown[]): Promise<unknown> {
  const given = (args[0] ?? {}) as Readonly<Record<string, string | number | boolean | undefined>>
  const body = operation.body === undefined ? undefined : (args[1] ?? {})
  const options = (args[operation.body === undefined ? 1 : 2] ?? {}) as CallOptions
  const send = client.fetch ?? fetch
  const answer = await send(urlOf(client.url, operation, given), {
    method: operation.method,
    headers: headersOf(client.token, body, options),
    ...(body === undefined ? undefined : { body: JSON.stringify(body) }),
    ...(options.signal === undefined ? undefined : { signal: options.signal }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new AdminApiError(problemOf(answer, text))
  if (operation.contentTypes !== undefined) return text
  return text === '' ? undefined : readAnswer(answer, text)
}

function urlOf(
  base: string,
  { path, query }: Operation,
  given: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const part = (name: string): string => encodeURIComponent(String(given[name] ?? ''))
  const place = path.replaceAll(/:(\w+)/g, (_, name: string) => segment(part(name)))
  const names = Object.keys(query.shape).filter((name) => given[name] !== undefined)
  const search = names.map((name) => `${name}=${part(name)}`).join('&')
  return `${base.replace(/\/+$/, '')}/api/v1${place}${search && `?${search}`}`
}

/** Escaped or not, URLs take dots for a step up: another resource would be written. @throws AdminApiError */
function segment(part: string): string {
  if (!/^\.{0,2}$/.test(part)) return part
  const detail = `There is nothing with the key "${part}": a key begins with a letter or a digit. Nothing was sent.`
  const [type, title] = ['about:blank', 'There is no such thing']
  throw new AdminApiError({ type, title, status: 404, detail, code: 'not-found', requestId: '', errors: [] })
}

function headersOf(
  token: string,
  body: unknown,
  { ifMatch, ifNoneMatch, idempotencyKey }: CallOptions,
): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    ...(body === undefined ? undefined : { 'Content-Type': 'application/json' }),
    ...(ifMatch === undefined ? undefined : { 'If-Match': `"${ifMatch}"` }),
    ...(ifNoneMatch === undefined ? undefined : { 'If-None-Match': ifNoneMatch }),
    ...(idempotencyKey === undefined ? undefined : { 'Idempotency-Key': idempotencyKey }),
  }
}

function readAnswer({ status }: FetchAnswer, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AdminApiError(notHalyard(status, 'no JSON'))
  }
}

function problemOf({ status, headers }: FetchAnswer, text: string): ProblemDocument {
  try {
    const isProblem = headers.get('content-type')?.startsWith('application/problem+json')
    const problem: Unsure<ProblemDocument> | null = isProblem ? JSON.parse(text) : null
    const { code, detail } = problem ?? {}
    if (typeof code === 'string' && typeof detail === 'string') return asOurs(problem ?? {}, code, detail, status)
  } catch {
    // Cut short on the way: no problem document either.
  }
  return notHalyard(status, 'no problem document')
}

type Unsure<T> = { readonly [Name in keyof T]?: unknown }

/** Whoever wrote it, callers get what the type promises. */
function asOurs(problem: Unsure<ProblemDocument>, code: string, detail: string, status: number): ProblemDocument {
  const { type, title, requestId, errors, changed } = problem
  return {
    ...problem,
    type: typeof type === 'string' ? type : 'about:blank',
    title: typeof title === 'string' ? title : detail,
    status,
    detail,
    code,
    requestId: typeof requestId === 'string' ? requestId : '',
    errors: Array.isArray(errors) ? errors.filter(isProblemError) : [],
    changed: Array.isArray(changed) ? changed.filter((path) => typeof path === 'string') : undefined,
  }
}

function isProblemError(error: Unsure<ProblemError> | null | undefined): error is ProblemError {
  const isText = (value: unknown): boolean => typeof value === 'string'
  const isTextIfThere = (value: unknown): boolean => value === undefined || isText(value)
  return (
    isText(error?.path) && isText(error?.expected) && isTextIfThere(error?.message) && isTextIfThere(error?.suggestion)
  )
}

/** What a proxy on the way answered, or left of an answer. */
function notHalyard(status: number, what: string): ProblemDocument {
  const detail = `HTTP status ${status}, and ${what}: not an answer of Halyard's.`
  return { type: 'about:blank', title: detail, status, detail, code: 'not-halyard', requestId: '', errors: [] }
}
