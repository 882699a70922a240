import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { TestHistory } from '../live/test-history.ts'
import { CLIENT_ID, credential, openTestApp, SDK_KEY, type TestApp } from './test-app.ts'

const SIGNED_ID = credential('hal_cid_selectorS')
const OTHER_KEY = credential('hal_sdk_selectorO_secretsecret')

async function app(): Promise<TestApp> {
  const history = new TestHistory('production', 'staging')
  const opened = await openTestApp({}, history)
  history.addKey(SIGNED_ID, 'production', null, true)
  history.addKey(OTHER_KEY, 'staging')
  history.commit('production', { a: true })
  return opened
}

/** As docs/security.md describes it, without our own helper. */
function sign(targetingKey: string, sdkKey: string = SDK_KEY): string {
  const secret = createHash('sha256').update(sdkKey).digest('hex')
  const hmac = createHmac('sha256', secret).update(`halyard targeting key ${targetingKey}`)
  return `${sdkKey.split('_')[2]}-${hmac.digest('hex')}`
}

function evaluate(halyard: TestApp, question: object, clientId: string = SIGNED_ID): Promise<Response> {
  return halyard.fetch(`/client/v1/${clientId}/evaluate`, { method: 'POST', body: JSON.stringify(question) })
}

const ann = { targetingKey: 'ann' }

test('whoever can show that the app’s server vouches for the key gets its values', async () => {
  const answer = await evaluate(await app(), { context: { ...ann, plan: 'gold' }, signature: sign('ann') })
  expect([answer.status, await answer.json()]).toMatchObject([200, { flags: { a: { value: true } } }])
})

test.each<[string, object]>([
  ['none', { context: ann }],
  ['another visitor’s', { context: ann, signature: sign('bob') }],
  ['one of another environment’s key', { context: ann, signature: sign('ann', OTHER_KEY) }],
  ['one by nobody’s key', { context: ann, signature: sign('ann', credential('hal_sdk_nobody_x')) }],
  ['one by the public client id', { context: ann, signature: sign('ann', SIGNED_ID) }],
  ['one cut short', { context: ann, signature: sign('ann').slice(0, -1) }],
  ['no text', { context: ann, signature: { a: 1 } }],
  ['that of no key at all', { context: {}, signature: sign('undefined') }],
  ['that of what cannot be made text', { context: { targetingKey: { toString: null } }, signature: sign('x') }],
  ['that of a number', { context: { targetingKey: 7 }, signature: sign('7') }],
  ['that of U+FFFD for half a character', { context: { targetingKey: '\ud800' }, signature: sign('\ufffd') }],
  ['no context', { signature: sign('undefined') }],
])('403 with one code for a signature that is wrong: %s', async (_what, question) => {
  const answer = await evaluate(await app(), question)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'application/problem+json'])
  expect(await answer.json()).toMatchObject({ code: 'signature-invalid' })
})

test('a signature ends with the SDK key that made it', async () => {
  const halyard = await app()
  const signature = sign('ann')
  expect((await evaluate(halyard, { context: ann, signature })).status).toBe(200)
  halyard.history.revoke(SDK_KEY)
  expect((await evaluate(halyard, { context: ann, signature })).status).toBe(403)
})

test('a client id that asks for no signature takes whatever comes', async () => {
  const halyard = await app()
  expect((await evaluate(halyard, { context: ann }, CLIENT_ID)).status).toBe(200)
  expect((await evaluate(halyard, { context: ann, signature: 'x' }, CLIENT_ID)).status).toBe(200)
})

test('no rules for a signed client id, by no way: they would answer for anybody', async () => {
  const halyard = await app()
  for (const path of ['ruleset', 'stream']) {
    const answer = await halyard.fetch(`/client/v1/${SIGNED_ID}/${path}`)
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'forbidden' }])
  }
})

test('OFREP and load balancers ask for it, too, in a header', async () => {
  const halyard = await app()
  const signed = { 'X-API-Key': SIGNED_ID, 'X-Halyard-Signature': sign('ann') }
  const post = (path: string, headers: Record<string, string>, context: object = ann) =>
    halyard.fetch(path, { method: 'POST', headers, body: JSON.stringify({ context }) })
  for (const path of ['/ofrep/v1/evaluate/flags', '/ofrep/v1/evaluate/flags/a']) {
    expect((await post(path, signed)).status).toBe(200)
    expect((await post(path, signed, { targetingKey: 'bob' })).status).toBe(403)
    expect((await post(path, { 'X-API-Key': SIGNED_ID })).status).toBe(403)
  }
  const variant = (headers: Record<string, string>) =>
    halyard.fetch('/edge/v1/variant/a', { headers: { 'X-Halyard-Key': 'ann', ...headers } })
  expect((await variant({ 'X-API-Key': SIGNED_ID })).status).toBe(403)
})
