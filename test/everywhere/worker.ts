/** What runs in workerd: an edge client that answers for every user, or for one of them. */
import { createEdgeClient, type Host } from '@halyard/edge'
import { census } from './census.ts'
import { userOf } from './users.ts'

export interface Env {
  readonly OPTIONS: { readonly url: string; readonly sdkKey: string; readonly maxAgeMs: number }
}

export async function answer(request: Request, env: Env, ctx: Host): Promise<Response> {
  const client = createEdgeClient(env.OPTIONS)
  await client.ready(ctx)
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/now') {
    return Response.json(client.details('checkout', true, userOf(Number(searchParams.get('user')))).variant)
  }
  return Response.json(census({ details: (key, fallback, user) => client.details(key, fallback as string, user) }))
}
