/** F77 over the real server: what waits for approval is nowhere to be had until it is applied, restarts included. */
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'

const { keep } = lifetime()
const HERE = environmentPath()
const REQUESTS = `${HERE}/change-requests`
const CHANGE = {
  flags: { checkout: { rules: [{ if: { segment: 'beta-testers' }, serve: { variant: 'on' } }] } },
  segments: { 'beta-testers': { included: ['u-17'] } },
}

test('F77 a draft, an open and a withdrawn change request are in no snapshot of backends or browsers', async () => {
  const server = keep(await startServer())
  const { admin } = server
  await admin.post('/projects/default/flags', { key: 'checkout', exposeToClients: true })
  await admin.patch(`${HERE}/flags/checkout`, { enabled: true, fallthrough: { variant: 'off' } })
  const [sdk, client] = [await admin.key('sdk'), await admin.key('client')]
  const snapshots = async (): Promise<readonly string[]> => {
    const headers = { authorization: `Bearer ${sdk.credential}` }
    const answers = [
      await fetch(`${server.url}/sdk/v1/ruleset`, { headers }),
      await fetch(`${server.url}/client/v1/${client.credential}/ruleset`),
    ]
    return Promise.all(answers.map(async (answer) => `${answer.headers.get('etag')} ${await answer.text()}`))
  }
  const before = await snapshots()
  const ask = async (draft: boolean) => admin.post(REQUESTS, { ...CHANGE, draft })
  const [draft, open, withdrawn] = [await ask(true), await ask(false), await ask(false)]
  await admin.post(`${REQUESTS}/${String(withdrawn['id'])}/withdraw`)
  expect([draft['state'], open['state']]).toEqual(['draft', 'open'])
  expect(await snapshots()).toEqual(before)
  await server.stop()
  await server.start()
  expect(await snapshots()).toEqual(before)
  const applied = await admin.post(`${REQUESTS}/${String(open['id'])}/apply`)
  expect(applied['state']).toBe('applied')
  for (const snapshot of await snapshots()) expect(snapshot).toContain('beta-testers')
})
