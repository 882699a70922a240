/** Requests over and around what the OpenAPI document describes. */
import type { OpenApiDocument } from '@halyard/admin-api'
import { below, oneOf, type Random } from '../conformance/random.ts'
import { type Schema, SchemaValues } from './schema-values.ts'

export interface FuzzRequest {
  /** What it was made for; what it reaches may be another. */
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
}

export interface Described {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly {
    readonly in?: string
    readonly name: string
    readonly example?: string
    readonly schema: Schema
  }[]
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema; readonly example?: unknown } }
  }
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
        readonly headers?: Readonly<Record<string, unknown>>
      }
    >
  >
}

/** The operations of a document, with their paths and methods. */
export function describedIn(document: OpenApiDocument): readonly Described[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      ...(described as unknown as Omit<Described, 'method' | 'path'>),
      method: method.toUpperCase(),
      path,
    })),
  )
}

/** What there is, for requests to be about. */
export interface World {
  /** Values that a path's parameter often has, by its name. */
  readonly known: Readonly<Record<string, readonly [string, ...string[]]>>
  /** Ids that answers told of, by the collections in their paths. */
  readonly ids: Map<string, readonly string[]>
  readonly tokens: readonly [string, ...string[]]
}

const WORDS = [
  'new-checkout',
  'dark-mode',
  'f1',
  'f2',
  'f3',
  'on',
  'off',
  'blue',
  'shop',
  'production',
  'employees',
  'country',
  'email',
  'plan',
  'targetingKey',
  'u-1',
  'pro',
  'checkout',
  '1.2.3',
  '10.0.0.0/8',
  '2030-01-01T00:00:00Z',
  'a.*b',
] as const

const BODIES: readonly [string | Uint8Array, ...(string | Uint8Array)[]] = [
  '{',
  'null',
  '[]',
  '"text"',
  '{"key":"a","key":"b"}',
  '{"__proto__":{}}',
  '['.repeat(5_000),
  '{"key":1e999}',
  '{"a":"\\ud800"}',
  new Uint8Array([0xff, 0xfe, 0x7b]),
  'x'.repeat(1_100_000),
  '   ',
  '{"key":"a"} trailing',
]

const ODD_HEADERS: readonly [Record<string, string>, ...Record<string, string>[]] = [
  { 'if-match': '"1"' },
  { 'if-match': '"99999"' },
  { 'if-match': 'junk' },
  { 'if-match': '*' },
  { 'if-match': '"1", "2"' },
  { 'if-none-match': '*' },
  { 'idempotency-key': 'k1' },
  { 'idempotency-key': 'k'.repeat(300) },
  { 'x-halyard-reason': 'because' },
  { 'x-halyard-reason': 'r'.repeat(2_000) },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-encoding': 'gzip' },
  { accept: 'text/html' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': '127.0.0.1' },
]

export class Requests {
  readonly #random: Random
  readonly #values: SchemaValues
  readonly #operations: readonly [Described, ...Described[]]
  readonly #world: World

  constructor(random: Random, document: OpenApiDocument, world: World) {
    this.#random = random
    this.#values = new SchemaValues(random, document.components.schemas as Readonly<Record<string, Schema>>, [...WORDS])
    const [first, ...rest] = describedIn(document)
    if (first === undefined) throw new Error('The document describes no operation')
    this.#operations = [first, ...rest]
    this.#world = world
  }

  next(): FuzzRequest {
    const operation = oneOf(this.#random, this.#operations)
    const { operationId } = operation
    const method = this.#rarely(40)
      ? oneOf(this.#random, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
      : operation.method
    const body = method === 'GET' || method === 'HEAD' ? undefined : this.#body(operation)
    const headers = {
      authorization: `Bearer ${this.#rarely(10) ? oneOf(this.#random, this.#world.tokens) : this.#world.tokens[0]}`,
      ...(body === undefined ? undefined : { 'content-type': 'application/json' }),
      ...(this.#rarely(6) ? oneOf(this.#random, ODD_HEADERS) : undefined),
    }
    return { operationId, method, path: this.#path(operation) + this.#query(operation), headers, body }
  }

  #path({ path, parameters }: Described): string {
    return path.replaceAll(/(?<=([\w-]*)\/)\{(\w+)\}/g, (_, collection: string, name: string) => {
      const example = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.example
      const { ids, known } = this.#world
      if (this.#rarely(25))
        return encodeURIComponent(
          oneOf(this.#random, ['nope', '..', '%', '\u0000', 'a/b', 'x'.repeat(2_000), '😀', '__proto__']),
        )
      const told = ids.get(collection) ?? []
      if (known[name] === undefined && told.length > 0 && !this.#rarely(10))
        return told[below(this.#random, told.length)] ?? ''
      const values = known[name]
      return encodeURIComponent(
        values === undefined || this.#rarely(4) ? (example ?? 'new-checkout') : oneOf(this.#random, values),
      )
    })
  }

  #query({ parameters }: Described): string {
    const query = new URLSearchParams()
    for (const parameter of parameters) {
      if (parameter.in !== 'query' || !this.#rarely(5)) continue
      const value = this.#rarely(4) ? this.#values.anything() : this.#values.fitting(parameter.schema)
      query.append(parameter.name, typeof value === 'string' ? value : String(JSON.stringify(value)))
    }
    if (this.#rarely(50)) query.append('unknown', '1')
    return query.size === 0 ? '' : `?${query}`
  }

  #body({ requestBody }: Described): string | Uint8Array | undefined {
    if (requestBody === undefined) return this.#rarely(4) ? '{}' : undefined
    const { schema, example } = requestBody.content['application/json']
    if (this.#rarely(25)) return oneOf(this.#random, BODIES)
    if (example !== undefined && this.#rarely(4)) return JSON.stringify(example)
    return JSON.stringify(this.#rarely(2) ? this.#values.fitting(schema) : this.#values.spoiled(schema))
  }

  /** True once in `n` times. */
  #rarely(n: number): boolean {
    return below(this.#random, n) === 0
  }
}
