/** The OpenAPI 3.1 document, made from the table of operations. @see https://spec.openapis.org/oas/v3.1.1.html */
import * as z from 'zod'
import type { Operation } from './operation.ts'
import { listOperations } from './operations.ts'
import { problemSchema } from './problem.ts'

type Json = Readonly<Record<string, unknown>>

/** The parts of an OpenAPI 3.1 document that this one has. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: Json
  readonly servers: readonly Json[]
  readonly security: readonly Json[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>
  readonly components: {
    readonly securitySchemes: Json
    readonly parameters: Json
    readonly headers: Json
    readonly responses: Json
    readonly schemas: Readonly<Record<string, unknown>>
  }
}

const DESCRIPTION =
  'Flags, what they serve where, and who changed what. Refusals are problem documents (RFC 9457) that say where, ' +
  'what came, what was expected and what was probably meant. `x-permission` is what the token’s role must hold.'

/** Of the API, not of the server: within a version, paths and fields only come along. */
const VERSION = '1.0'

/** Makes the document anew; it is the same each time. */
export function createOpenApi(): OpenApiDocument {
  const schemas = new Components()
  const problem = schemas.schemaOf(problemSchema, 'output')
  const paths: Record<string, Record<string, Json>> = {}
  const tags = new Set<string>()
  for (const [name, operation] of listOperations()) {
    const [noun = ''] = name.split('.')
    tags.add(noun)
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    const described = (paths[path] ??= {})
    described[operation.method.toLowerCase()] = describe(name, noun, operation, schemas)
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Halyard admin API', version: VERSION, description: DESCRIPTION, license: LICENSE },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'An API token, `hal_api_…`.' } },
      parameters: HEADERS,
      headers: ANSWER_HEADERS,
      responses: {
        Problem: { description: 'A refusal.', content: { 'application/problem+json': { schema: problem } } },
      },
      schemas: schemas.all(),
    },
  }
}

const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' }

const text = { type: 'string' }

const JSON_TYPE = 'application/json'

const HEADERS = {
  Reason: {
    in: 'header',
    name: 'X-Halyard-Reason',
    description: 'Why, for the audit; the same as `reason` in the body.',
    schema: { ...text, maxLength: 1_000 },
  },
  IfMatch: {
    in: 'header',
    name: 'If-Match',
    description:
      'The ETag that the change is based on, or several; when none is that of now, `412`. `*`: any, but there must be one.',
    schema: text,
  },
  IfNoneMatch: {
    in: 'header',
    name: 'If-None-Match',
    description: '`*`: only if there is none, else `412`. An ETag: only if it is at another version.',
    schema: text,
  },
  IdempotencyKey: {
    in: 'header',
    name: 'Idempotency-Key',
    description: 'Makes a retry safe: for 24 hours, the same key answers the same.',
    schema: { ...text, minLength: 1, maxLength: 255 },
  },
}

const count = { type: 'integer', minimum: 0 }

const ANSWER_HEADERS = {
  ETag: { description: 'The resource’s `version`, quoted: for `If-Match`.', required: true, schema: text },
  Location: { description: 'Where what was made is.', required: true, schema: text },
  'Idempotency-Replayed': { description: '`true`: answered before, to the same request.', schema: text },
  'RateLimit-Limit': { description: 'Requests a minute.', required: true, schema: count },
  'RateLimit-Remaining': { description: 'How many are left.', required: true, schema: count },
  'RateLimit-Reset': { description: 'In so many seconds there are all of them again.', required: true, schema: count },
}

function describe(name: string, noun: string, operation: Operation, schemas: Components): Json {
  const { summary, permission, body, example } = operation
  const content = { schema: body && schemas.schemaOf(body, 'input'), example: example.body }
  return {
    operationId: name,
    tags: [noun],
    summary,
    'x-permission': permission,
    parameters: [...pathParameters(operation), ...queryParameters(operation, schemas), ...headersOf(operation)],
    ...(body === undefined ? undefined : { requestBody: { content: { 'application/json': content } } }),
    responses: responsesOf(operation, schemas),
  }
}

function pathParameters({ path, example }: Operation): readonly Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => {
    const value = (example.params as Readonly<Record<string, string>>)[name]
    const shown = value === undefined || value.startsWith(':') ? undefined : { example: value }
    return { in: 'path', name, required: true, schema: text, ...shown }
  })
}

function queryParameters({ query }: Operation, schemas: Components): readonly Json[] {
  return Object.entries(query.shape).map(([name, schema]) => {
    const { description, ...rest } = schemas.schemaOf(schema as z.ZodType, 'input')
    return { in: 'query', name, ...(description === undefined ? undefined : { description }), schema: rest }
  })
}

/** Of what no version guards: kills and restores ask for none, and of many changes each entry has its own. */
function isUnguarded({ permission, path }: Operation): boolean {
  return permission === 'flag.kill' || path.endsWith('/changes')
}

function headersOf(operation: Operation): readonly Json[] {
  if (operation.method === 'GET') return []
  const names = Object.keys(HEADERS).filter((name) => !isUnguarded(operation) || !name.startsWith('If'))
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }))
}

function responsesOf(operation: Operation, schemas: Components): Json {
  const { statuses, answer, contentTypes = [JSON_TYPE] } = operation
  const schema = answer && schemas.schemaOf(answer, 'output')
  const content = schema && Object.fromEntries(contentTypes.map((type) => [type, { schema }]))
  const responses: Record<string, Json> = {}
  for (const status of statuses) {
    const description = { 200: 'Done.', 201: 'Made.', 204: 'Done; nothing to show.' }[status]
    const headers = answerHeaders(operation, status)
    responses[status] = { description, headers, ...(content === undefined ? undefined : { content }) }
  }
  const refused = { $ref: '#/components/responses/Problem' }
  return { ...responses, '4XX': refused, '5XX': refused }
}

/** Every answer says how many requests are left; one with a version has its ETag, and what was made its place. */
function answerHeaders({ method, answer }: Operation, status: number): Json {
  const names = [
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    ...(method === 'GET' ? [] : ['Idempotency-Replayed']),
    ...(answer !== undefined && 'version' in shapeOf(answer) ? ['ETag'] : []),
    ...(status === 201 ? ['Location'] : []),
  ]
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

function shapeOf(schema: z.ZodType): object {
  if (schema instanceof z.ZodReadonly) return shapeOf(schema.unwrap() as z.ZodType)
  return schema instanceof z.ZodObject ? schema.shape : {}
}

/** JSON Schemas; those that have a name are kept once, under it. */
class Components {
  readonly #named: Record<string, unknown> = {}

  schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
    const {
      $schema: _,
      $defs = {},
      ...rest
    } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: simplify })
    for (const [name, definition] of Object.entries($defs)) this.#keep(name, definition)
    if (typeof rest.id !== 'string') return relocated(rest) as Json
    this.#keep(rest.id, rest)
    return { $ref: `#/components/schemas/${rest.id}` }
  }

  all(): Readonly<Record<string, unknown>> {
    return this.#named
  }

  #keep(name: string, definition: unknown): void {
    const { id: _, ...rest } = relocated(definition) as Record<string, unknown>
    this.#named[name] ??= rest
  }
}

/** Takes out what says nothing to a reader of the document: bounds of safe integers, the calendar as a pattern. */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
  delete jsonSchema.propertyNames
  delete jsonSchema.readOnly
}

/** References that point to where the document keeps its schemas. */
function relocated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocated)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string'
        ? member.replace('#/$defs/', '#/components/schemas/')
        : relocated(member),
    ]),
  )
}
