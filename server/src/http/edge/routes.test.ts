import { expect, test } from 'vitest'
import { CLIENT_ID, openTestApp, SDK_KEY, sdkAuth, type TestApp } from '../test-app.ts'

const VARIANT = '/edge/v1/variant'

async function app(...args: Parameters<typeof openTestApp>): Promise<TestApp> {
  const opened = await openTestApp(...args)
  opened.history.commit('production', { green: true, off: false })
  return opened
}

test('a flag’s variant comes in a header, with no body and 200', async () => {
  const halyard = await app()
  for (const headers of [
    sdkAuth(),
    { 'X-API-Key': CLIENT_ID },
    { Authorization: 'Bearer own', 'X-API-Key': SDK_KEY },
  ]) {
    const answer = await halyard.fetch(`${VARIANT}/green`, { headers })
    expect([answer.status, answer.headers.get('x-halyard-variant'), await answer.text()]).toEqual([200, 'on', ''])
    expect(answer.headers.get('x-halyard-reason')).toBe('STATIC')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  }
})

test('a commit is in the next answer', async () => {
  const halyard = await app()
  const ask = async () => (await halyard.fetch(`${VARIANT}/green`, { headers: sdkAuth() })).headers
  expect((await ask()).get('x-halyard-variant')).toBe('on')
  halyard.history.commit('production', { green: false })
  expect((await ask()).get('x-halyard-variant')).toBe('off')
})

test('a flag that is not there lets the request pass, without a variant', async () => {
  const halyard = await app()
  halyard.history.commit('production', { hush: true }, ['server'])
  for (const [flag, headers] of [
    ['none', sdkAuth()],
    ['hush', { 'X-API-Key': CLIENT_ID }],
  ] as const) {
    const answer = await halyard.fetch(`${VARIANT}/${flag}`, { headers })
    expect([answer.status, answer.headers.get('x-halyard-variant')]).toEqual([200, null])
    expect(answer.headers.get('x-halyard-error')).toBe('FLAG_NOT_FOUND')
  }
})

test('a proxy that asks with the visitor’s method, path and query is answered alike', async () => {
  const halyard = await app()
  const headers = { ...sdkAuth(), 'X-Halyard-Context': 'cookie.targetingKey=visitor' }
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']) {
    const answer = await halyard.fetch(`${VARIANT}/green/cart/17?plan=pro`, { method, headers })
    expect([method, answer.status, answer.headers.get('x-halyard-variant')]).toEqual([method, 200, 'on'])
  }
})

test('without a good key it is 401, too often 429', async () => {
  const halyard = await app({}, undefined, { pollsPerMinute: 1 })
  expect((await halyard.fetch(`${VARIANT}/green`)).status).toBe(401)
  expect((await halyard.fetch(`${VARIANT}/green`, { headers: sdkAuth() })).status).toBe(200)
  const often = await halyard.fetch(`${VARIANT}/green`, { headers: sdkAuth() })
  expect([often.status, often.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
})
