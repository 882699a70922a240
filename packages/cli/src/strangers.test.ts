/** Whoever answers in a server's place: nothing that it says drives a terminal, ends in a stack or holds up a shell. */
import { expect, test } from 'vitest'
import { runProgram as halyard } from './test-program.ts'

const ESC = '\u001b]0;x\u0007'

const configuration = {
  flag: 'x',
  environment: 'p',
  revision: ESC,
  enabled: true,
  killed: true,
  offVariant: 'off',
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
  version: 2,
}
const applied = { connected: ESC, applied: ESC, p99Ms: null, clientsConnected: ESC, polling: 0, laggards: [] }
const preview = { summary: 's', changes: [] }
const request = { id: ESC, state: ESC, title: null, author: { name: '' }, approvals: [], reason: null, conflicts: [] }
const item = { type: ESC, key: 'x', hidden: false, hashed: [], readable: [] }
const flag = { key: 'x', tags: [], version: 7, archived: false, exposeToClients: false }

test.each([
  ['kill x -e p', { ...configuration, ...applied }],
  ['flags enable x -e p', configuration],
  ['flags enable x -e p --request', { ...request, requiredApprovals: ESC, preview }],
  ['requests get x -e p', { ...request, requiredApprovals: ESC, preview, version: ESC }],
  ['flags update x --expose --dry-run', { ...flag, reveals: [{ environment: ESC, items: [item] }] }],
  [
    'evaluate x -e p',
    { flags: { x: { flagKey: 'x', reason: ESC, prerequisites: [], steps: [], evaluated: [], segments: [] } } },
  ],
])('nothing that `%s` shows drives a terminal, whatever the type was to be', async (argv, answer) => {
  const { exit, out, err } = await halyard(argv, async (_, init) =>
    Response.json(init?.method === 'PATCH' ? { ...answer, exposeToClients: true } : answer),
  )
  expect(exit).toBe(0)
  expect(out).toContain(String.raw`\u001b]0;x\u0007`)
  expect((out + err).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})

test.each([
  [{}],
  [{ errors: null }],
  [{ errors: 'all' }],
  [{ errors: [null] }],
  [{ errors: [{ path: 5, expected: 'x' }] }],
  [{ code: 'constructor' }],
  [{ code: 'toString' }],
  [{ code: '__proto__' }],
])('a refusal that is not quite ours is told as one: %j', async (more) => {
  const send: typeof fetch = async () =>
    new Response(JSON.stringify({ code: 'x', detail: 'Not so.', ...more }), {
      status: 422,
      headers: { 'content-type': 'application/problem+json' },
    })
  expect(await halyard('flags list', send)).toEqual({ exit: 1, out: '', err: 'halyard: Not so.\n' })
})

test.each(['kill .. -e p', 'flags archive . --yes', 'flags enable x -e ..'])(
  '`%s` is sent nowhere: dots would lead to something else',
  async (argv) => {
    let sent = 0
    const { exit, err } = await halyard(argv, async () => {
      sent += 1
      return Response.json(configuration)
    })
    expect({ exit, sent }).toEqual({ exit: 1, sent: 0 })
    expect(err).toContain('Nothing was sent')
  },
)

test('a list without an end holds TAB up no longer than one page that never comes', async () => {
  let page = 0
  const send: typeof fetch = async (_, init) => {
    // As `fetch` does.
    init?.signal?.throwIfAborted()
    await new Promise((resolve) => setImmediate(resolve))
    page += 1
    if (page > 1_000_000) throw new Error('asked on and on')
    return Response.json({ items: [], nextCursor: String(page) })
  }
  expect(await halyard('__complete -- kill n', send)).toEqual({ exit: 0, out: '', err: '' })
  expect(page).toBeLessThan(1_000_000)
})
