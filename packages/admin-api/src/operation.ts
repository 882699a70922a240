/**
 * What one operation of the admin API is: said once, and read by the server that answers it, the client that calls it,
 * the OpenAPI document and the tests that walk them all.
 */
import * as z from 'zod'
import { reasonSchema } from './fields.ts'
import type { Permission } from './permissions.ts'

/** What an operation does with its resource. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** No parameters, no body, no content. */
export type Nothing = undefined

/** One row of the table of operations. */
export interface Operation<
  Path extends string = string,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType | Nothing = z.ZodType | Nothing,
  Answer extends z.ZodType | Nothing = z.ZodType | Nothing,
> {
  readonly method: Method
  /** Under `/api/v1`, with `:name` for parameters. */
  readonly path: Path
  /** One sentence, for people. */
  readonly summary: string
  /** What the caller must hold, where the path says. */
  readonly permission: Permission
  readonly query: Query
  /** Undefined: the operation reads no body. */
  readonly body: Body
  /** What the body may have at most, where that is less than for others. */
  readonly maxBodyBytes?: number
  /** Undefined: the answer has no content (`204`). */
  readonly answer: Answer
  /** How it answers when all went well; the first unless it was a dry run. */
  readonly statuses: readonly (200 | 201 | 204)[]
  /** Set where the answer is no JSON document: the types that it comes as. */
  readonly contentTypes?: readonly string[]
  /** Set where nothing may stand between a person and the operation: unknown query parameters are ignored. */
  readonly urgent?: true
  /** A request that works against the examples of the other operations. */
  readonly example: Example<Path, z.input<Query>, Body>
}

export interface Example<Path extends string, Query, Body> {
  readonly params: ParamsOf<Path>
  readonly query?: Partial<Query>
  readonly body?: Body extends z.ZodType ? z.input<Body> : Nothing
}

/** The names that a path leaves open: `/projects/:project` has `project`. */
export type ParamsOf<Path extends string> = string extends Path
  ? Readonly<Record<string, string>>
  : { readonly [Name in ParamNames<Path>]: string }

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

/** A group of operations on one noun. */
export type Operations = Readonly<Record<string, Operation>>

type Described<
  Path extends string,
  Query extends z.ZodObject,
  Body extends z.ZodType | Nothing,
  Answer extends z.ZodType | Nothing,
> = Pick<Operation, 'summary' | 'permission' | 'urgent' | 'contentTypes' | 'maxBodyBytes'> & {
  readonly example: Example<NoInfer<Path>, z.input<NoInfer<Query>>, NoInfer<Body>>
  readonly query?: Query
  readonly body?: Body
  readonly answer?: Answer
  /** Makes something: `201` with its `Location`. */
  readonly creates?: boolean
}

type Empty = z.ZodObject<Record<never, never>, z.core.$strict>

const NO_QUERY: Empty = z.strictObject({})

/** Describes `GET /path` and its like. */
export function operation<
  const Path extends string,
  Query extends z.ZodObject = Empty,
  Body extends z.ZodType | Nothing = Nothing,
  Answer extends z.ZodType | Nothing = Nothing,
>(
  method: Method,
  path: Path,
  { query, body, answer, creates = false, ...rest }: Described<Path, Query, Body, Answer>,
): Operation<Path, Query, Body, Answer> {
  const statuses = answer === undefined ? ([204] as const) : creates ? ([201, 200] as const) : ([200] as const)
  return {
    method,
    path,
    ...rest,
    // Where none is given, the type parameters are these.
    query: (query ?? NO_QUERY) as Query,
    body: body as Body,
    answer: answer as Answer,
    statuses,
  }
}

/** `?dryRun=true`: decides, validates and answers as if, and changes nothing. */
export const dryRun = z.boolean().optional().describe('Decides, validates and answers as if, and changes nothing.')

/** The query of every write. */
export const writeQuery = z.strictObject({ dryRun })

const page = {
  limit: z.int().min(1).max(1_000).optional().describe('How many items a page has; 100 unless given.'),
  cursor: z.string().min(1).optional().describe('The `nextCursor` of the page before.'),
}

/** The same for what SDKs see change. */
export const changeQuery = z.strictObject({
  dryRun,
  confirm: z.boolean().optional().describe('SDKs are to confirm that they have applied it, as they do a kill.'),
})

/** The query of every list. */
export const listQuery = z.strictObject(page)

/** The query of a list that can be narrowed. */
export function listQueryWith<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject({ ...page, ...shape })
}

/** A page of items. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item).readonly(), nextCursor: z.string().nullable() })
}

/** The body of a write that only says why. */
export const reasonBody = z.strictObject({ reason: reasonSchema.optional() })

/** An answer that is text of its own kind. */
export const textAnswer = z.string()

/** Goes on until somebody hangs up, so a client that waits for its end waits for ever. */
export const eventStreamAnswer = z.string().brand<'EventStream'>()

export type EventStream = z.infer<typeof eventStreamAnswer>
