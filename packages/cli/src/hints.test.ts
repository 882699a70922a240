/** What was meant, where something else was typed. */
import { expect, test } from 'vitest'
import { moment } from './commands/command.ts'
import { ENV, runProgram } from './test-program.ts'

/** Answers by what a path ends in; a number is the status of a refusal with that code. */
type Answers = Readonly<Record<string, unknown>>

const refusal = (code: string, status: number, detail: string): Response =>
  new Response(JSON.stringify({ code, detail, status, title: 'T', errors: [] }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

async function halyard(argv: string, answers: Answers = {}, env: Record<string, string> = {}) {
  const sent: { path: string; body: unknown }[] = []
  const send: typeof fetch = async (url, init) => {
    const { pathname, search } = new URL(url instanceof Request ? url.url : url)
    const text = typeof init?.body === 'string' ? init.body : 'null'
    sent.push({ path: pathname + search, body: JSON.parse(text) })
    const last = `${init?.method} ${pathname.split('/').at(-1)}`
    const answer = answers[last] ?? { items: [], nextCursor: null }
    return answer instanceof Response ? answer.clone() : Response.json(answer)
  }
  return { ...(await runProgram(argv, send, { env: { ...ENV, ...env } })), sent }
}

const list = (...items: readonly object[]) => ({ items, nextCursor: null })

test.each(['unkill x -e p', 'flags unkill x', 'unkill x --wait 3 --reason fine'])(
  '`%s` means restore, and nothing like its opposite',
  async (argv) => {
    const { exit, out, err, sent } = await halyard(argv)
    expect({ exit, out, sent }).toEqual({ exit: 2, out: '', sent: [] })
    expect(err).toBe('halyard: there is no unkill: what ends a kill is restore\n  halyard restore x\n')
    expect((await halyard('--help')).out).not.toContain('unkill')
    expect((await halyard('__complete -- unk')).out).not.toContain('unkill')
  },
)

test.each([
  ['flags create x --variant blue=blue', '--type string takes text as it stands'],
  ['flags create x --type string', '--variant <name>=<value>'],
])('`%s` is met with the option that it lacks', async (argv, told) => {
  const { exit, err, sent } = await halyard(argv)
  expect({ exit, sent }).toEqual({ exit: 2, sent: [] })
  expect(err).toContain(told)
})

test('whoever makes a flag that is archived is told how it comes back', async () => {
  const answers = { 'POST flags': refusal('key-taken', 409, 'There is an archived flag "x" already.') }
  const { err } = await halyard('flags create x', { ...answers, 'GET x': { key: 'x', archived: true } })
  expect(err).toBe('halyard: There is an archived flag "x" already.\n  bring it back: halyard flags unarchive x\n')
  expect((await halyard('flags create x', { ...answers, 'GET x': { archived: false } })).err).toContain('another key')
})

test('an archived flag’s way out is a command, not a request of the API', async () => {
  const detail = 'The flag "x" is archived: nobody is served it. PATCH the flag with {"archived": false} first.'
  const { err } = await halyard('flags enable x -e p', { 'PATCH x': refusal('flag-archived', 409, detail) })
  expect(err).toBe(
    'halyard: The flag "x" is archived: nobody is served it.\n  bring it back: halyard flags unarchive x\n',
  )
})

test('a day is a date too: its beginning, in UTC', async () => {
  expect(moment('2027-01-01')).toBe('2027-01-01T00:00:00Z')
  expect(['', 'soon', '2027-01-01T12:00:00+02:00'].map(moment)).toEqual(['', 'soon', '2027-01-01T12:00:00+02:00'])
  const { sent } = await halyard('flags create x --expires 2027-01-01', { 'POST flags': { key: 'x', variants: {} } })
  expect(sent[0]?.body).toMatchObject({ expiresAt: '2027-01-01T00:00:00Z' })
  expect((await halyard('keys create --help')).out).toContain('its beginning, UTC')
})

test('a flag that is not there is a failure of evaluate, with the one that was meant', async () => {
  const missing = (flagKey: string) => ({
    flagKey,
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
    prerequisites: [],
    steps: [],
    evaluated: [],
    segments: [],
  })
  const answers = {
    'POST evaluate': { flags: { a: missing('new-chekout'), b: missing('u-51'), c: missing('old') } },
    'GET flags': list({ key: 'new-checkout' }, { key: 'old' }),
  }
  const { exit, err } = await halyard('evaluate new-chekout u-51 old -e p', answers)
  expect(exit).toBe(1)
  expect(err.split('\n')).toEqual([
    'there is no flag "new-chekout". Did you mean "new-checkout"?',
    'there is no flag "u-51"; if that is who asks: --key u-51',
    '"old" is archived: halyard flags unarchive old',
    '',
  ])
  expect((await halyard('evaluate -e p', answers)).exit).toBe(0)
  expect(await halyard('evaluate u-51 -e p --json', answers)).toMatchObject({ exit: 1, err: '' })
})

test('a project that nobody chose is not said to be one that somebody chose', async () => {
  const answers = {
    'GET x': refusal('environment-not-found', 404, 'There is no such environment.'),
    'GET environments': list({ key: 'live' }),
  }
  const { err } = await halyard('flags get x -e p', { ...answers, 'GET p': answers['GET x'] })
  expect(err).toContain('the project is default, since none was chosen: --project <key> means another')
})

test('with a default environment, a flag can still be seen in all of them', async () => {
  const flag = { key: 'x', type: 'boolean', kind: 'release', owner: null, tags: [], name: 'x', description: null }
  const configuration = { flag: 'x', revision: 1, enabled: false, killed: false, offVariant: 'off' }
  const rules = { prerequisites: [], targets: [], rules: [], fallthrough: { variant: 'on' } }
  const answers = {
    'GET x': { ...flag, variants: {}, archived: false, environment: 'live', ...configuration, ...rules },
    'GET environments': list({ key: 'live' }, { key: 'test' }),
  }
  const env = { HALYARD_ENVIRONMENT: 'live' }
  const one = await halyard('flags get x', answers, env)
  expect(one.err).toContain('--all-environments')
  const all = await halyard('flags get x --all-environments', answers, env)
  expect(all.err).toBe('')
  expect(all.sent.map(({ path }) => path)).toContain('/api/v1/projects/default/environments/test/flags/x')
  expect((await halyard('flags get x --all-environments -e live', answers)).exit).toBe(2)
  expect((await halyard('flags get x -e live', answers)).err).toBe('')
})

test('an audit that goes on says so, and how to see the rest', async () => {
  const entry = { seq: 7, at: '2030-01-02T03:04:05.000Z', actor: { name: 'me' }, action: 'flag.kill', reason: null }
  const page = { items: [{ ...entry, resource: { key: 'x', environment: null } }], nextCursor: 'more' }
  const { out, err } = await halyard('audit list -n 1', { 'GET audit': page })
  expect(out).toContain('flag.kill')
  expect(err).toBe('there are more: -n shows up to 1,000, and --to 2030-01-02T03:04:05.000Z what was before these\n')
  expect((await halyard('audit list -n 1 --json', { 'GET audit': page })).err).toBe('')
})

test('an audit where nothing matches says so, and what may have been meant', async () => {
  const answers = { 'GET flags': list({ key: 'new-checkout' }) }
  const flag = await halyard('audit list --flag new-chekout', answers)
  expect(flag.out).toBe('nothing matches\n')
  expect(flag.err).toBe('no flag is "new-chekout". Did you mean "new-checkout"?\n')
  expect((await halyard('audit list --flag new-checkout', answers)).err).toBe('')
  const forbidden = { 'GET flags': refusal('forbidden', 403, 'No.') }
  expect(await halyard('audit list --flag new-chekout', forbidden)).toMatchObject({ exit: 0, err: '' })
})
