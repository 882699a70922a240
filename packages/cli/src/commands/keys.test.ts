import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runProgram } from '../test-program.ts'

const SECRET = 'hal_sdk_0123456789Ab_0123456789012345678901234567890123456789_0a1b2c3d'
const KEY = { id: 'k-2', kind: 'sdk', name: 'shop', createdAt: '', expiresAt: null, revokedAt: null, version: 1 }

interface Sent {
  readonly method: string
  readonly path: string
  readonly once: string | null
}

/** What a server does with a request. */
type Answer = (sent: Sent) => Response | Promise<Response>

async function halyard(argv: string, answer: Answer, more: Parameters<typeof runProgram>[2] = {}) {
  const sent: Sent[] = []
  const send: typeof fetch = async (url, init) => {
    const { pathname, search } = new URL(url instanceof Request ? url.url : url)
    const one = {
      method: init?.method ?? 'GET',
      path: pathname.replace('/api/v1', '') + search,
      once: new Headers(init?.headers).get('idempotency-key'),
    }
    sent.push(one)
    return answer(one)
  }
  return { ...(await runProgram(argv, send, more)), sent }
}

const cut = (): never => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }) })
}

const busy = (): Response =>
  Response.json(
    { type: '', title: 'T', status: 429, detail: 'Too many.', code: 'rate-limited', requestId: 'r', errors: [] },
    { status: 429, headers: { 'content-type': 'application/problem+json' } },
  )

const made = (): Response => Response.json({ ...KEY, secret: SECRET }, { status: 201 })

describe('a secret is shown', () => {
  test('also where nothing else can be asked once the old key has ended', async () => {
    const answer: Answer = ({ method }) => (method === 'POST' ? made() : busy())
    const ran = await halyard('keys rotate k-1 --grace 0 --yes -e live', answer)
    expect(ran).toMatchObject({ exit: 0, out: `${SECRET}\n` })
    expect(ran.err).toContain('the old one has ended')
  })

  test.each(['keys rotate k-1 -e live', 'keys create shop --kind sdk -e live'])(
    'also where the first answer of `%s` is cut: it is asked for again, and no other key is made',
    async (argv) => {
      let asked = 0
      const answer: Answer = ({ method }) => (method !== 'POST' ? busy() : ++asked === 1 ? cut() : made())
      const { exit, out, sent } = await halyard(argv, answer)
      expect({ exit, out }).toEqual({ exit: 0, out: `${SECRET}\n` })
      const keys = sent.filter(({ method }) => method === 'POST').map(({ once }) => once)
      expect(keys).toEqual([expect.stringMatching(/.{16}/), keys[0]])
    },
  )
})

test('where no answer comes at all, it is said that a key may be there', async () => {
  const { exit, err } = await halyard('keys create shop --kind sdk -e live', cut)
  expect(exit).toBe(1)
  expect(err).toContain('the connection was cut')
  expect(err).toContain('a key may have been made all the same: halyard keys list -p default -e live')
})

test('a server that is down has made no key, and is asked once', async () => {
  const { err, sent } = await halyard('keys create shop --kind sdk -e live', () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })
  })
  expect(sent).toHaveLength(1)
  expect(err).not.toContain('may have been made')
})

test('a key is revoked, and so it is said, though nobody can look at it now', async () => {
  let isRevoked = false
  const answer: Answer = ({ method, path }) => {
    if (method === 'GET') return isRevoked ? busy() : Response.json({ ...KEY, id: 'k-1' })
    isRevoked = !path.includes('dryRun')
    return new Response(null, { status: 204 })
  }
  const { exit, out, err } = await halyard('keys revoke k-1 --yes -e live', answer)
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  expect(out).toContain('revoked SDK key "shop" (k-1)')
})

describe('a secret that nobody takes', () => {
  const full = { deliver: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) }

  test.each(['', ' --json'])('is told with what ends its key%s', async (json) => {
    const { exit, out, err } = await halyard(`keys create shop --kind sdk -e live${json}`, made, { output: full })
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toMatch(/was made, but nobody took its secret \(ENOSPC\)/)
    expect(err).toContain('halyard keys revoke k-2 -p default -e live --yes')
    expect(err).not.toContain('hal_sdk')
  })

  test.each(['keys create shop --kind sdk -e live', 'keys rotate k-1 -e live', 'init -e live'])(
    'is not made: `%s` where standard output is closed',
    async (argv) => {
      const { exit, err, sent } = await halyard(argv, made, { output: { isNowhere: true } })
      expect(exit).toBe(2)
      expect(err).toContain('no key was made')
      expect(sent).toEqual([])
    },
  )

  test('a client id is public: it is shown by the list', async () => {
    const answer = (): Response => Response.json({ ...KEY, kind: 'client', clientId: 'hal_cid_0123456789Ab_0a1b2c3d' })
    const { exit, err } = await halyard('keys create shop --kind client -e live', answer, { output: full })
    expect(exit).toBe(1)
    expect(err).toContain('halyard keys list -p default -e live shows it')
  })
})

describe('init', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-unwritable-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const answer: Answer = ({ method, path }) => {
    if (method === 'POST') return made()
    return Response.json(path.includes('/keys') || path.includes('/flags?') ? { items: [], nextCursor: null } : {})
  }

  test('shows the key that it made also where it cannot keep the defaults, and says how to make no other one', async () => {
    // Nobody can make a folder there, root neither.
    const home = join(folder, 'dangling')
    mkdirSync(home)
    symlinkSync('/nowhere/at/all', join(home, 'halyard'))
    const env = { HALYARD_TOKEN: 'a-token', HALYARD_URL: 'http://flags.test', XDG_CONFIG_HOME: home }
    const { exit, out, err } = await halyard('init -e live', answer, { env })
    expect(exit).toBe(1)
    expect(out).toContain(`export HALYARD_SDK_KEY=${SECRET}`)
    expect(out).not.toContain('from now on')
    expect(err).toContain('cannot be written')
    expect(err).toContain('--no-key makes none')
  })

  test('asks for its key again where the answer was cut', async () => {
    const env = { HALYARD_TOKEN: 'a-token', HALYARD_URL: 'http://flags.test', XDG_CONFIG_HOME: folder }
    let asked = 0
    const { exit, out, sent } = await halyard(
      'init -e live',
      (one) => (one.method === 'POST' && ++asked === 1 ? cut() : answer(one)),
      { env },
    )
    expect(exit).toBe(0)
    expect(out).toContain(SECRET)
    const [first, second] = sent.filter(({ method }) => method === 'POST')
    expect(first).toEqual(second)
  })
})
