/** What runs inside the isolate in these tests: an app of an edge developer, with a door for questions. */
import { anonymousKey, createEdgeClient, type EdgeCache, type EvaluationContext, type Host } from '@halyard/edge'
import { createHandler } from '@halyard/edge/handler'

export interface Env {
  readonly OPTIONS: {
    readonly url: string
    readonly sdkKey: string
    readonly maxAgeMs?: number
    readonly staleWhileRevalidateMs?: number
    readonly timeoutMs?: number
  }
  readonly FLAGS?: EdgeCache
}

/** What this worker's own clients have to show. */
export const WORKER_KEY = 'a-key-of-the-worker-itself'

/** As many do: everything is made anew with each request, for that is when the platform hands out its bindings. */
export async function answer(request: Request, env: Env, ctx: Host): Promise<Response> {
  const client = createEdgeClient({ ...env.OPTIONS, cache: env.FLAGS })
  const { pathname } = new URL(request.url)
  if (/^\/(ofrep|edge)\//.test(pathname)) {
    return createHandler(client, { keys: [WORKER_KEY], public: ['half'] })(request, ctx)
  }
  if (pathname === '/visit') {
    const { key, setCookie } = anonymousKey(request)
    await client.ready(ctx)
    const { variant = null } = client.details('half', false, { targetingKey: key })
    return Response.json({ key, variant }, setCookie === undefined ? {} : { headers: { 'Set-Cookie': setCookie } })
  }
  const status = await client.ready(pathname === '/status-without-ctx' ? undefined : ctx)
  if (pathname !== '/all') return Response.json(status)
  const contexts = (await request.json()) as EvaluationContext[]
  return Response.json(contexts.map((context) => client.all(context)))
}
