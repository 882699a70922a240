// A Hono server with one route that returns prepared bytes, or `304`: no keys, no state. node bare-hono.mjs <port> <bytes>
import { createRequire } from 'node:module'

const server = createRequire(new URL('../../../server/package.json', import.meta.url))
const { Hono } = await import(server.resolve('hono'))
const { serve } = await import(server.resolve('@hono/node-server'))

const [port, length = '0'] = process.argv.slice(2)
const body = 'x'.repeat(Number(length))
const tag = '"1.1.0123456789abcdef"'
const headers = { 'Content-Type': 'application/json', ETag: tag, 'Cache-Control': 'private, no-cache' }

const app = new Hono()
app.get('/sdk/v1/ruleset', (c) =>
  c.req.header('if-none-match') === tag ? c.body(null, 304, headers) : c.body(body, 200, headers),
)
app.get('/readyz', (c) => c.text('ok'))
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' })
