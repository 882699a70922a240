/** The reference of the admin API. It says nothing about this installation, so it needs no token. */
import { createHash } from 'node:crypto'
import { createOpenApi } from '@halyard/admin-api'
import { Hono } from 'hono'
import type { HttpEnv } from '../context.ts'
import { refuseMethod } from '../refuse-method.ts'
import { apiDocsPage, STYLE } from './page.ts'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`

const PAGE = { 'Content-Type': 'text/html; charset=UTF-8', 'Cache-Control': 'no-cache' }
/** The page names the server as its reader does, and readers may make names up. */
const KEPT_TEXTS = 8

type Bytes = Uint8Array<ArrayBuffer>

export function apiDocsRoutes(): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  // Made when first asked for, which most servers never are, and once: anyone may ask, and as often as they like.
  const texts = new Map<string, Bytes>()
  const once = (name: string, make: () => string): Bytes => {
    const text = texts.get(name) ?? new TextEncoder().encode(make())
    if (texts.size >= KEPT_TEXTS) texts.clear()
    texts.set(name, text)
    return text
  }
  routes.get('/v1/openapi.json', (c) =>
    c.body(
      once('', () => JSON.stringify(createOpenApi())),
      200,
      { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' },
    ),
  )
  routes.get('/docs', (c) => {
    const { origin } = new URL(c.req.url)
    const page = once(origin, () => apiDocsPage(createOpenApi(), origin))
    return c.body(page, 200, { ...PAGE, 'Content-Security-Policy': POLICY })
  })
  // Beside the document, where some look for it.
  routes.get('/v1/docs', (c) => c.redirect('../docs', 308))
  for (const path of ['/v1/openapi.json', '/docs']) routes.all(path, refuseMethod('GET, HEAD'))
  return routes
}
