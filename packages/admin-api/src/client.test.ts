import { expect, test } from 'vitest'
import { AdminApiError, createAdminClient, type FetchLike } from './client.ts'

const PROBLEM = 'application/problem+json'
const REFUSAL = {
  type: 'about:blank',
  title: 'Not found',
  status: 404,
  detail: 'no such flag',
  code: 'not-found',
  requestId: 'r',
  errors: [],
}

/** What listing flags comes to where everything is answered so. */
async function listed(status: number, text: string, type = 'application/json'): Promise<unknown> {
  const fetch: FetchLike = async () => new Response(text, { status, headers: { 'content-type': type } })
  const client = createAdminClient({ url: 'https://flags.example', token: 'hal_api_x', fetch })
  return client.flags.list({ project: 'shop' }).catch((error: unknown) => error)
}

test('an answer is the document, a refusal its problem', async () => {
  expect(await listed(200, '{"items":[],"nextCursor":null}')).toEqual({ items: [], nextCursor: null })
  const refused = await listed(404, JSON.stringify(REFUSAL), `${PROBLEM}; charset=utf-8`)
  expect(refused).toBeInstanceOf(AdminApiError)
  expect(refused).toMatchObject({ status: 404, code: 'not-found', message: 'no such flag', problem: REFUSAL })
})

test.each([
  [200, '<h1>Log in</h1>', 'text/html'],
  [200, '{"items":[', 'application/json'],
  [502, '<h1>Bad gateway</h1>', 'text/html'],
  [503, '{"type":"about', PROBLEM],
  [503, 'null', PROBLEM],
  [503, '{"title":"busy"}', PROBLEM],
])('what a proxy answers, or leaves of an answer, is told as such: %i %s', async (status, text, type) => {
  const error = await listed(status, text, type)
  expect(error).toBeInstanceOf(AdminApiError)
  expect(error).toMatchObject({
    status,
    code: 'not-halyard',
    message: expect.stringContaining(`HTTP status ${status}`),
  })
})

test.each(['.', '..', ''])('a key that URLs take for a way to another resource is not sent: "%s"', async (flag) => {
  let sent = 0
  const fetch: FetchLike = async () => {
    sent += 1
    return Response.json({})
  }
  const client = createAdminClient({ url: 'https://flags.example', token: 'hal_api_x', fetch })
  const killed = client.configurations.kill({ project: 'shop', environment: 'live', flag })
  await expect(killed).rejects.toMatchObject({ status: 404, code: 'not-found' })
  expect(sent).toBe(0)
  await client.flags.get({ project: 'shop', flag: 'a..b' })
  expect(sent).toBe(1)
})

test.each([[{}], [{ errors: null }], [{ errors: 'all' }], [{ errors: [null, {}, { path: 5, expected: '' }] }]])(
  'a problem that is not quite ours is one that callers can read all the same: %j',
  async (more) => {
    const error = await listed(422, JSON.stringify({ code: 'constructor', detail: 'D.', ...more }), PROBLEM)
    expect(error).toMatchObject({
      status: 422,
      code: 'constructor',
      problem: { title: 'D.', requestId: '', errors: [] },
    })
  },
)
