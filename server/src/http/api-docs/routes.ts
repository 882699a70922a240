/** The reference of the admin API. It says nothing about this installation, so it needs no token. */
import { createHash } from 'node:crypto'
import { createOpenApi } from '@halyard/admin-api'
import { Hono } from 'hono'
import type { HttpEnv } from '../context.ts'
import { apiDocsPage, STYLE } from './page.ts'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`

export function apiDocsRoutes(): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  // Made when first asked for: most servers never are.
  let document: ReturnType<typeof createOpenApi> | undefined
  const read = (): ReturnType<typeof createOpenApi> => (document ??= createOpenApi())
  routes.get('/v1/openapi.json', (c) => c.json(read(), 200, { 'Cache-Control': 'no-cache' }))
  routes.get('/docs', (c) => {
    const page = apiDocsPage(read(), new URL(c.req.url).origin)
    return c.html(page, 200, { 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' })
  })
  return routes
}
