import { describe, expect, test } from 'vitest'
import { ENV, runProgram as halyard } from './test-program.ts'
import type { World } from './world.ts'

const answering =
  (
    status: number,
    body: unknown,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): typeof fetch =>
  async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })

const failing =
  (code: string): typeof fetch =>
  async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  }

const refusing = (status: number, problem: object): typeof fetch => {
  const whole = { type: '', title: 'T', status, requestId: '', errors: [], ...problem }
  return answering(status, whole, { 'content-type': 'application/problem+json' })
}

test('a server that is down is one line, with what to type', async () => {
  const { exit, out, err } = await halyard('flags list', failing('ECONNREFUSED'))
  expect({ exit, out }).toEqual({ exit: 1, out: '' })
  expect(err).toBe("halyard: can't reach http://flags.test: nobody listens there\n  is it running? npm start\n")
})

test('with --json, what went wrong is JSON too, and not on standard output', async () => {
  const { out, err } = await halyard('flags list --json', failing('ENOTFOUND'))
  expect(out).toBe('')
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'unreachable' } })
})

test.each([
  ['flags list --bogus --json', "unknown option '--bogus'", []],
  ['flags lst --json', "unknown command 'lst'", ['Did you mean list?']],
  ['--json flag', "unknown command 'flag'", ['Did you mean flags?']],
  ['--json completion tcsh', "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are", []],
  ['--json flags get', "missing required argument 'flag'", []],
  ['--timeout never --json status', "option '--timeout <seconds>' argument 'never' is invalid.", []],
  ['status --json --url', "option '--url <url>' argument missing", []],
  ['status more --json', 'too many arguments', []],
  ['--json flags', 'no command was given', []],
  ['--json', 'no command was given', []],
])('with --json, a wrong command line is JSON too: %s', async (argv, message, meant) => {
  const { exit, out, err } = await halyard(argv, failing('ECONNREFUSED'))
  expect({ exit, out }).toEqual({ exit: 2, out: '' })
  const { error } = JSON.parse(err) as { error: { message: string } }
  expect(error.message).toContain(message)
  expect(error).toMatchObject({ code: 'usage', wayOut: [...meant, '--help tells what there is'], errors: [] })
})

test('a wrong command line is said in text where no JSON was asked for', async () => {
  for (const argv of ['flags list --bogus', 'flags list --bogus -- --json']) {
    const { exit, err } = await halyard(argv, failing('ECONNREFUSED'))
    expect({ exit, err }).toEqual({
      exit: 2,
      err: "error: unknown option '--bogus'\n(--help tells what there is)\n",
    })
  }
  const { exit, err } = await halyard('flags', failing('ECONNREFUSED'))
  expect(exit).toBe(2)
  expect(err).toContain('Usage: halyard flags')
})

test('a redirect is not followed: the token would go along', async () => {
  const asked: RequestInit[] = []
  const send: typeof fetch = async (_, init) => {
    asked.push(init ?? {})
    return new Response('', { status: 302, headers: { location: 'https://login.example/?next=1' } })
  }
  const { exit, err } = await halyard('flags list', send)
  expect(exit).toBe(1)
  expect(asked).toEqual([expect.objectContaining({ redirect: 'manual' })])
  expect(err).toContain('sends elsewhere, to https://login.example')
})

test('what answers and is not Halyard is called that, whatever it says', async () => {
  for (const send of [
    answering(200, '<html>', { 'content-type': 'text/html' }),
    answering(200, 'hello', { 'content-type': 'text/plain' }),
    answering(200, '{}'),
    answering(200, ''),
    async () => new Response(null, { status: 204 }),
    answering(502, 'Bad gateway\u001b[2J', { 'content-type': 'text/html' }),
  ]) {
    const { exit, err } = await halyard('flags list', send)
    expect(exit).toBe(1)
    expect(err.split('\n')[0]).toMatch(/not as Halyard|not an answer of Halyard/)
    expect(err).not.toContain('\u001b')
  }
})

test('every mistake of a refused document is named, and the way out', async () => {
  const errors = [
    { path: '/key', value: 'a\u001b', expected: 'letters' },
    { path: '/typ', expected: 'one of key, type', suggestion: 'type' },
  ]
  const problem = { title: 'Not valid', detail: 'x', code: 'invalid', errors }
  const { exit, err } = await halyard('flags create x', refusing(422, problem))
  expect(exit).toBe(1)
  expect(err).toBe(
    'halyard: Not valid\n  /key: expected letters, got "a\\u001b"\n  /typ: expected one of key, type. Did you mean "type"?\n',
  )
})

test('one mistake is named too, where the text alone does not', async () => {
  const errors = [{ path: '/offVariant', value: 'purple', expected: 'a variant of the flag: on, off' }]
  const problem = { detail: 'It cannot be served.', code: 'invalid', errors }
  const { err } = await halyard('flags off-variant x purple -e p', refusing(422, problem))
  expect(err).toBe(
    'halyard: It cannot be served.\n  /offVariant: expected a variant of the flag: on, off, got "purple"\n',
  )
})

test('a protected environment is met with how to ask', async () => {
  const problem = { detail: 'Others must agree.', code: 'approval-required' }
  const { exit, err } = await halyard('flags enable x -e production', refusing(409, problem))
  expect(exit).toBe(1)
  expect(err).toContain('Others must agree.')
  expect(err).toContain('--request')
})

test('what waits for others says how they can approve it', async () => {
  const problem = { detail: 'D.', code: 'approval-required' }
  const { exit, err } = await halyard('requests apply r-1 --seen 3 -e production', refusing(409, problem))
  expect([exit, err]).toEqual([1, 'halyard: D.\n  others can: halyard requests approve r-1\n'])
})

test.each([
  ['flags list --jsn', '--json'],
  ['flgs', 'flags'],
  ['flags get', "missing required argument 'flag'"],
  ['kill', 'kill one flag, or all with a tag'],
  ['kill a --tag b -e x', 'kill one flag, or all with a tag'],
  ['kill a b -e x', 'halyard kill --tag <tag>'],
  ['flags copy x --from a --to b', '--yes'],
  ['flags update x', 'nothing to change'],
  ['flags update x --expose --hide', 'cannot be used with'],
  ['flags off-variant x -e p', 'halyard flags off-variant <flag> --none'],
  ['flags off-variant x on --none -e p', 'which variant?'],
  ['flags unarchive', "missing required argument 'archived-flag'"],
  ['keys create x -e p', '--kind'],
  ['keys create x -e p --kind server', 'sdk, client'],
  ['keys create x --kind sdk', 'which environment?'],
  ['keys rotate x -e p --grace soon', 'a whole number'],
  ['flags list --timeout soon', 'seconds'],
  ['types --check', '--out'],
  ['login http://x --token hunter2', 'kept by the shell'],
  ['completion tcsh', 'bash, zsh, fish'],
])('`%s` is a mistake in typing: 2, nothing done, told what to do', async (argv, told) => {
  const methods: (string | undefined)[] = []
  const send: typeof fetch = async (_, init) => {
    methods.push(init?.method)
    return Response.json({ version: 1, items: [], nextCursor: null })
  }
  const { exit, out, err } = await halyard(argv, send)
  expect({ exit, out }).toEqual({ exit: 2, out: '' })
  expect(err).toContain(told)
  expect(err).not.toContain('hunter2')
  // A dry run is a POST, too: those that ask first have `?dryRun=true`.
  if (!argv.includes('copy')) expect(methods.filter((method) => method !== 'GET')).toEqual([])
})

test('no environment is guessed: those that there are are named', async () => {
  const { exit, err } = await halyard(
    'kill x',
    answering(200, { items: [{ key: 'qa' }, { key: 'live' }], nextCursor: null }),
  )
  expect(exit).toBe(2)
  expect(err).toContain('which environment? There are: qa, live')
})

test('a question answered with anything but yes does nothing', async () => {
  const sent: string[] = []
  const send: typeof fetch = async (url, init) => {
    sent.push(`${init?.method} ${url instanceof Request ? url.url : url.toString()}`)
    return Response.json({ version: 1, preview: { summary: 'Everyone moves.' } })
  }
  const input: World['input'] = { isTerminal: true, ask: async () => 'n', async *[Symbol.asyncIterator]() {} }
  const { exit, err } = await halyard('flags rollback x --to 2 -e p', send, { input })
  expect(exit).toBe(1)
  expect(err).toContain('Everyone moves.')
  expect(sent.filter((line) => line.startsWith('POST') && !line.includes('dryRun=true'))).toEqual([])
})

const killed = {
  flag: 'x',
  environment: 'p',
  revision: 7,
  enabled: true,
  killed: true,
  offVariant: 'off',
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
  maxStalenessMs: null,
  version: 2,
  connected: 412,
  applied: 410,
  p50Ms: 2,
  p99Ms: 38,
  clientsConnected: 1,
  polling: 0,
  timedOut: true,
  laggards: [{ instance: 'i-1\u001b[1A', sdk: 'node', version: '1.0', revision: 6, lastSeenMs: 4200, gone: false }],
}

test('who lags after a kill is named; it is done all the same, unless all were asked for', async () => {
  const { exit, out } = await halyard('kill x -e p', answering(200, killed))
  expect(exit).toBe(0)
  expect(out).toContain('killed: 410 of 412 confirmed, 99 % of them within 38 ms')
  expect(out).toContain('i-1\\u001b[1A')
  expect(out).toContain('… and 1 more')
  expect((await halyard('kill x -e p --require-all', answering(200, killed))).exit).toBe(1)
  const few = { ...killed, connected: 4, applied: 4, laggards: [] }
  expect((await halyard('kill x -e p --require-all', answering(200, few))).out).toContain(
    'killed: 4 of 4 confirmed, the slowest after 38 ms',
  )
})

test('a backend that polls may serve on: it is told of, and not all have confirmed', async () => {
  const polled = { ...killed, connected: 4, applied: 4, laggards: [], polling: 1 }
  const { exit, out } = await halyard('kill x -e p --require-all', answering(200, polled))
  expect(exit).toBe(1)
  expect(out).toContain('1 backend polls, without a stream: it may serve what was before until it asks again')
  expect((await halyard('kill x -e p', answering(200, polled))).exit).toBe(0)
})

test('where nobody is connected, the environment is named: it may be the wrong one', async () => {
  const lonely = { ...killed, connected: 0, applied: 0, p50Ms: null, p99Ms: null, laggards: [] }
  const { out } = await halyard('kill x -e p', answering(200, lonely))
  expect(out).toContain('killed: no backend is connected to default/p now; those that connect get it')
})

test('no server gets more than keys into a shell that completes', async () => {
  const items = [{ key: 'new-checkout' }, { key: '$(rm -rf ~)' }, { key: '`x`' }, { key: '-rf' }]
  const { out } = await halyard('__complete -- kill n', answering(200, { items, nextCursor: null }))
  expect(out).toBe('new-checkout\n')
})

test('an option and its value in one word are completed as one word', async () => {
  const items = [{ key: 'development' }, { key: 'production' }]
  const { out } = await halyard('__complete -- kill x --environment=p', answering(200, { items, nextCursor: null }))
  expect(out).toBe('--environment=development\n--environment=production\n')
})

test('--version and --help are answers, not mistakes', async () => {
  expect(await halyard('--version', failing('ECONNREFUSED'))).toEqual({ exit: 0, out: '1.2.3\n', err: '' })
  const help = await halyard('flags ramp --help', failing('ECONNREFUSED'))
  expect(help.exit).toBe(0)
  expect(help.out).toContain('--json')
})

test('a list that leads back to where it was ends with an error', async () => {
  for (const nextCursor of ['same', { a: 'b' }]) {
    let asked = 0
    const send: typeof fetch = async () => {
      // One that never ends would take the test's worker with it.
      if (++asked > 5) throw new Error('asked again and again')
      return Response.json({ items: [], nextCursor })
    }
    const { exit, err } = await halyard('flags list', send)
    expect(exit).toBe(1)
    expect(err).toContain('answers not as Halyard does')
  }
})

test('an answer without an end is let go of', async () => {
  let sent = 0
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull: (stream) => {
      sent += 1
      if (sent > 100) stream.close()
      else stream.enqueue(new Uint8Array(1_000_000).fill(0x20))
    },
    cancel: () => void (isCancelled = true),
  })
  const { exit, err } = await halyard('flags list', async () => new Response(body))
  expect({ exit, err: err.split('\n')[0] }).toEqual({
    exit: 1,
    err: 'halyard: http://flags.test answers with more than 64 MB',
  })
  expect(isCancelled).toBe(true)
})

test('an answer comes in as many parts as it likes, also in the middle of a letter', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ items: [{ key: 'kůň' }], nextCursor: null }))
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => {
      for (const byte of bytes) stream.enqueue(Uint8Array.of(byte))
      stream.close()
    },
  })
  const { err } = await halyard('kill x', async () => new Response(body))
  expect(err).toContain('There is: kůň')
})

test('the audit is of the whole project, whatever environment is the usual one, unless one is asked for', async () => {
  const asked: string[] = []
  const send: typeof fetch = async (url) => {
    asked.push(new URL(url as string).search)
    return Response.json({ items: [], nextCursor: null })
  }
  const env = { ...ENV, HALYARD_ENVIRONMENT: 'development' }
  await halyard('audit list', send, { env })
  await halyard('audit list -e production', send, { env })
  expect(asked).toEqual(['?limit=20', '?limit=20&environment=production'])
})

test('what verifies the audit says nothing that a terminal obeys', async () => {
  const head = { seq: 7, hash: 'a\u001b[2J\u202e' }
  const { exit, out } = await halyard('audit verify', answering(200, { valid: true, entries: '\u009b1\n', head }))
  expect({ exit, out }).toEqual({ exit: 0, out: 'valid: \\u009b1\\n entries, the last is 7 with a\\u001b[2J\\u202e\n' })
})

test('what somebody else changed meanwhile is not overwritten: a write names the version that was seen', async () => {
  const flag = { key: 'x', tags: ['a'], version: 7, archived: false, exposeToClients: false, enabled: true }
  for (const argv of ['flags update x --tag b', 'flags archive x --yes']) {
    const matched: unknown[] = []
    const send: typeof fetch = async (_, init) => {
      if (init?.method !== 'GET') matched.push(new Headers(init?.headers).get('if-match'))
      return Response.json({ ...flag, obstacles: [], environments: [] })
    }
    expect((await halyard(argv, send)).exit).toBe(0)
    expect([...new Set(matched)]).toEqual(['"7"'])
  }
})

describe('a key', () => {
  const key = { id: 'k-1', kind: 'sdk', name: 'shop', createdAt: '', expiresAt: null, revokedAt: null, version: 1 }
  const secret = 'hal_sdk_0123456789Ab_0123456789012345678901234567890123456789_0a1b2c3d'

  test('stands alone on standard output, and nowhere else', async () => {
    for (const [kind, made] of [
      ['sdk', { ...key, secret }],
      ['client', { ...key, kind: 'client', clientId: 'hal_cid_0123456789Ab_0a1b2c3d' }],
    ] as const) {
      const { exit, out, err } = await halyard(`keys create shop -e live --kind ${kind}`, answering(201, made))
      expect({ exit, out }).toEqual({ exit: 0, out: `${'secret' in made ? made.secret : made.clientId}\n` })
      expect(err).toContain('"shop" (k-1)')
      expect(err).not.toContain('hal_')
    }
  })

  test.each([`${secret}; touch pwned`, `${secret}\n`, '$(touch pwned)', 'hal_sdk_\u001b[2J', '', null, 7])(
    'is not shown where it is none of Halyard’s: %j',
    async (answer) => {
      for (const json of ['', ' --json']) {
        const made = answering(201, { ...key, secret: answer })
        const { exit, out, err } = await halyard(`keys create shop -e live --kind sdk${json}`, made)
        expect({ exit, out }).toEqual({ exit: 1, out: '' })
        expect(err).toContain('what the server gave out is no SDK key')
        expect(err).not.toContain('pwned')
      }
    },
  )
})

test('a key is revoked only where the answer says so', async () => {
  const { exit, out, err } = await halyard('keys revoke x -e p --yes', answering(200, { id: 'x', revokedAt: null }))
  expect({ exit, out }).toEqual({ exit: 1, out: '' })
  expect(err).toContain('does not say that this key is revoked')
})

test('a missing folder for the types is said, with what makes it', async () => {
  const flags = answering(200, { items: [], nextCursor: null })
  const { exit, out, err } = await halyard('types --out nowhere/to/flags.ts', flags)
  expect({ exit, out }).toEqual({ exit: 1, out: '' })
  expect(err).toBe('halyard: there is no folder nowhere/to for flags.ts\n  mkdir -p nowhere/to\n')
  const odd = await halyard("types --out no-where/it's/flags.ts", flags)
  expect(odd.err).toContain(String.raw`mkdir -p 'no-where/it'\''s'`)
})
