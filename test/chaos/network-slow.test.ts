/** A way to the server that takes seconds: a phone on a train, a tunnel across the world. */
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { AppError, startApp } from '../support/app.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'
import { arrival, state } from '../support/settle.ts'

const { keep } = lifetime()
/** Each way: a round trip takes two seconds. */
const DELAY_MS = 1_000

test('F42 a round trip takes 2 s and connections are cut: `ready` gives up in time, no read waits, all arrives', async () => {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: 'checkout' })
  const path = `${environmentPath()}/flags/checkout`
  await server.admin.put(path, { enabled: true, fallthrough: { variant: 'on' } })
  const proxy = keep(await startFaultProxy(server.port))
  // Nothing comes before it was seen that nobody waits for it.
  proxy.blackhole()
  const { credential: sdkKey } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: proxy.url, sdkKey, backoff: { baseMs: 50, maxMs: 400 } }))
  const outcome = await app.call('ready', { timeoutMs: 200 }).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(AppError)
  expect(outcome).toMatchObject({ code: 'TIMEOUT' })
  expect(await app.call('details', 'checkout', false)).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' })
  proxy.delay(DELAY_MS)
  proxy.reset()
  await state(app, 'live')
  expect(await app.call('boolean', 'checkout', false)).toBe(true)

  proxy.blackhole()
  const { revision } = await server.admin.post(`${path}/kill`, { reason: 'while the way is cut' })
  expect(await app.call('boolean', 'checkout', false)).toBe(true)
  proxy.delay(DELAY_MS)
  proxy.reset()
  await arrival(app, revision)
  expect(await app.call('details', 'checkout', true)).toMatchObject({ reason: 'DISABLED' })
  expect(await app.call('status')).toMatchObject({ divergences: 0 })
})
