/** For operators and load balancers. @see docs/operations.md */
import { Hono } from 'hono'
import type { Live } from '../live/live.ts'
import type { Metrics } from '../metrics.ts'
import type { HttpEnv } from './context.ts'
import { refuseMethod } from './refuse-method.ts'

const NO_STORE = { 'Cache-Control': 'no-store' }

export interface OperationsDeps {
  readonly live: Live
  readonly metrics: Metrics
  /** Why writes are refused, in a word; undefined while they are taken. */
  readonly writesRefused: () => string | undefined
}

export function createOperations({ live, metrics, writesRefused }: OperationsDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  // The process answers: restarting it would not help.
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, NO_STORE))
  // Ready means that it holds rulesets that add up, not that the database answers: without it this node serves on.
  app.get('/readyz', (c) => {
    if (live.hub.isDraining) return c.json({ status: 'draining' }, 503, NO_STORE)
    if (!live.directory.isReady) return c.json({ status: 'loading' }, 503, NO_STORE)
    const refused = writesRefused()
    const writes = refused === undefined ? undefined : { writes: 'refused', because: refused }
    // Still ready: what it has goes on, kills are taken, and there may be no other node to go to.
    const streams = live.hub.isShortOfMemory ? { streams: 'refused' } : undefined
    return c.json({ status: 'ready', ageMs: live.directory.ageMs(), ...writes, ...streams }, 200, NO_STORE)
  })
  app.get('/metrics', async (c) => {
    const { body, contentType } = await metrics.text()
    return c.body(body, 200, { 'Content-Type': contentType, ...NO_STORE })
  })
  for (const path of ['/healthz', '/readyz', '/metrics']) app.all(path, refuseMethod('GET, HEAD'))
  return app
}
