/**
 * Binds handlers to the operations that `@halyard/admin-api` describes: path, query, body and permission are read from
 * there, so that what is documented is what happens, and an operation without a handler does not compile.
 */
import type { Operation, Operations, ParamsOf } from '@halyard/admin-api'
import { operations } from '@halyard/admin-api'
import type { Context, Hono } from 'hono'
import { authorize } from '../../services/policy.ts'
import type { Actor } from '../../store/store.ts'
import { problem } from '../errors.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { readQuery } from './query.ts'
import type { WriteRequest } from './request.ts'
import { readWrite } from './request.ts'

/** What a handler gets: everything about the request that was held against its description. */
export interface Call<O extends Operation> {
  readonly c: Context<AdminEnv>
  readonly actor: Actor
  readonly params: ParamsOf<O['path']>
  readonly query: QueryOf<O>
  /** The body without its reason, and with what comes with every write. Of a read: no body, no reason. */
  readonly ask: WriteRequest<InputOf<O>>
}

type Output<Schema> = Schema extends { readonly _zod: { readonly output: infer Value } } ? Value : undefined
type QueryOf<O extends Operation> = Output<O['query']>
type InputOf<O extends Operation> = Omit<Output<O['body']>, 'reason'>

export type Handler<O extends Operation> = (call: Call<O>) => Promise<Response> | Response

/** A handler for each operation of a group. */
export type Handlers<Group extends Operations> = { readonly [Verb in keyof Group]: Handler<Group[Verb]> }

export type AllHandlers = { readonly [Noun in keyof typeof operations]: Handlers<(typeof operations)[Noun]> }

/** Adds a route for each operation; known paths answer other methods with `405`, all others are `404`. */
export function mountAll(routes: Hono<AdminEnv>, handlers: AllHandlers, deps: Pick<AdminDeps, 'limits'>): void {
  const methods = new Map<string, string[]>()
  for (const [noun, verbs] of Object.entries(operations)) {
    for (const [verb, operation] of Object.entries<Operation>(verbs)) {
      // The types of `AllHandlers` hold that each operation has a handler of its own shape.
      const group = handlers[noun as keyof AllHandlers] as unknown as Readonly<Record<string, Handler<Operation>>>
      const handler = group[verb]
      if (handler === undefined) throw new Error(`The operation ${noun}.${verb} has no handler`)
      mount(routes, operation, handler, deps)
      methods.set(operation.path, [...(methods.get(operation.path) ?? []), operation.method])
    }
  }
  for (const [path, described] of methods) {
    // What is read can be asked for its headers alone.
    const allowed = described.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    routes.all(path, (c) => {
      const detail = `${c.req.path} takes ${allowed.join(', ')}, not ${c.req.method}.`
      return problem(c, 'method-not-allowed', detail, { headers: { Allow: allowed.join(', ') } })
    })
  }
  routes.all('*', (c) => {
    const hint = c.req.path.endsWith('/') ? ' Paths end without a slash.' : ''
    return problem(c, 'not-found', `The admin API has no ${c.req.path}.${hint}`)
  })
}

function mount(
  routes: Hono<AdminEnv>,
  operation: Operation,
  handler: Handler<Operation>,
  { limits }: Pick<AdminDeps, 'limits'>,
): void {
  routes.on(operation.method, operation.path, async (c) => {
    const actor = c.get('actor')
    const params: Readonly<Record<string, string>> = c.req.param()
    authorize(actor, operation.permission, params)
    const query = readQuery(c, operation)
    const isRead = operation.method === 'GET'
    const ask = isRead ? { input: {}, reason: null } : await readWrite(c, operation, query, limits)
    return handler({ c, actor, params, query, ask })
  })
}
