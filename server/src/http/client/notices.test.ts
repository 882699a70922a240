import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { formatStateId } from '@halyard/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../test-eventually.ts'
import { CLIENT_ID, openTestApp, SDK_KEY, type TestApp } from '../test-app.ts'

const BASE = `/client/v1/${CLIENT_ID}`

async function app(): Promise<TestApp> {
  const opened = await openTestApp()
  opened.history.commit('production', { a: true })
  return opened
}

async function listen(halyard: TestApp, path: string) {
  const request = get(halyard.url + path, { agent: false })
  onTestFinished(() => void request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (part: string) => (text += part))
  response.on('error', () => {})
  return { status: response.statusCode, headers: response.headers, text: () => text }
}

function evaluate(halyard: TestApp, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return halyard.fetch(`${BASE}/evaluate`, { method: 'POST', body, headers })
}

function head(halyard: TestApp) {
  const ruleset = halyard.live.directory.get('production')?.client
  if (ruleset === undefined) throw new Error('no environment')
  return ruleset.head
}

test('the values say of which state they are, and a stream from there hears only of what comes after', async () => {
  const halyard = await app()
  const values = (await (await evaluate(halyard, '{"context":{}}')).json()) as ReturnType<typeof head>
  expect(values).toMatchObject({ ...head(halyard), flags: { a: { value: true } } })
  const stream = await listen(halyard, `${BASE}/notices?since=${formatStateId(values)}`)
  expect([stream.status, stream.headers['access-control-allow-origin']]).toEqual([200, '*'])
  await eventually(() => expect(stream.text()).toMatch(/^event: heartbeat\n/))
  halyard.history.commit('production', { a: false })
  const { epoch, revision, digest } = head(halyard)
  await eventually(() => expect(stream.text()).toMatch(/event: notice\ndata: .*\n\n/))
  expect(stream.text()).toContain(`id: ${formatStateId(head(halyard))}\nevent: notice\n`)
  const data = /event: notice\ndata: (.*)/.exec(stream.text())?.[1] ?? ''
  expect(JSON.parse(data)).toEqual({ epoch, revision, digest, ageMs: expect.any(Number), spreadMs: 0 })
})

test('who comes from another state is told to ask at once', async () => {
  const halyard = await app()
  for (const since of ['', '?since=1.0.0000000000000000', '?since=nonsense']) {
    const stream = await listen(halyard, `${BASE}/notices${since}`)
    await eventually(() => expect(stream.text()).toMatch(/^id: .*\nevent: notice\n/))
  }
})

test('what browsers are not to see makes no notice', async () => {
  const halyard = await app()
  const stream = await listen(halyard, `${BASE}/notices`)
  await eventually(() => expect(stream.text()).toContain('event: notice'))
  halyard.history.commit('production', { hush: true }, ['server'])
  halyard.history.commit('production', { a: false })
  await eventually(() => expect(stream.text().match(/event: notice/g)).toHaveLength(2))
})

test('the end of its key ends the stream with a goodbye', async () => {
  const halyard = await app()
  const stream = await listen(halyard, `${BASE}/notices`)
  await eventually(() => expect(stream.text()).toContain('event: notice'))
  halyard.history.revoke(CLIENT_ID)
  await eventually(() => expect(stream.text()).toMatch(/event: goodbye\ndata: .*"key-revoked"/))
})

test('the tag depends on the context where the values do, is compared weakly, and a body may be plain text', async () => {
  const halyard = await app()
  const answer = await evaluate(halyard, '{"context":{"targetingKey":"ann"}}', { 'Content-Type': 'text/plain' })
  const etag = answer.headers.get('etag') ?? ''
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store'])
  for (const tag of [etag, `W/${etag}`, `"x", W/${etag}`]) {
    expect((await evaluate(halyard, '{"context":{"targetingKey":"ann"}}', { 'If-None-Match': tag })).status).toBe(304)
  }
  expect((await evaluate(halyard, '{"context":{}}', { 'If-None-Match': '"1.1.x-y"' })).status).toBe(200)
})

test.each([
  ['[]', 422],
  ['"u-17"', 422],
  ['{', 400],
  ['', 400],
  [`{"context": {"groups": [${'"",'.repeat(30_000)}""]}}`, 413],
])('a question that is no object, or too large: %.20s', async (body, status) => {
  expect((await evaluate(await app(), body)).status).toBe(status)
})

test('neither the log nor a stream ever holds a context', async () => {
  const halyard = await app()
  const stream = await listen(halyard, `${BASE}/notices`)
  await evaluate(halyard, '{"context":{"targetingKey":"canary-ann","email":"canary@example.com"}}')
  await evaluate(halyard, '{"context":{"targetingKey":"canary-ann"')
  halyard.history.commit('production', { a: false })
  await eventually(() => expect(stream.text().match(/event: notice/g)).toHaveLength(2))
  expect(halyard.log.join('')).toContain('/client/v1/:clientId/evaluate')
  expect(halyard.log.join('') + stream.text()).not.toContain('canary')
})

test('a secret key opens none of it', async () => {
  const halyard = await app()
  expect((await listen(halyard, `/client/v1/${SDK_KEY}/notices`)).status).toBe(403)
})
