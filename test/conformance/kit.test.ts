/** The conformance kit, by its command line: what passes it, and that it can fail. docs/write-an-sdk.md */
import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createHistory } from '../chaos/scripted-history.ts'
import { startScriptedServer } from '../chaos/scripted-server.ts'
import { lifetime } from '../support/lifetime.ts'
import { ADMIN_TOKEN, startServer } from '../support/server.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const NODE = `"${process.execPath}" "${at('adapters/node.mjs')}"`
const PYTHON = `python3 "${at('adapters/python/adapter.py')}"`
const hasPython = spawnSync('python3', ['--version']).status === 0
const life = lifetime('all')
/** All checks take half a minute beside others on a busy machine. */
const WHOLE = { timeout: 180_000 }

interface Outcome {
  readonly code: number
  readonly checks: readonly {
    readonly name: string
    readonly outcome: string
    readonly rule: string
    readonly message: string
  }[]
  readonly said: string
}

/** Runs the kit to its end. */
function kit(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [at('run.mjs'), '--json', ...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const lines = stdout.split('\n').flatMap((line) => (line.startsWith('{"name"') ? [JSON.parse(line)] : []))
      resolve({ code: error ? Number(error.code) : 0, checks: lines as Outcome['checks'], said: stderr })
    })
  })
}

const notPassed = ({ checks, said }: Outcome): unknown => [checks.filter(({ outcome }) => outcome !== 'pass'), said]

/** Each mistake of `planted.py`, and a check that must find it. */
const MISTAKES = {
  seed_is_not_hashed: 'vectors: bucket.json',
  not_unknown_is_true: 'vectors: conditions.json',
  missing_is_empty: 'vectors: attributes.json',
  ranges_off_by_one: 'vectors: splits.json',
  backtracks_like_re: 'vectors: pattern.json',
  kill_needs_readable_rules: 'a kill takes effect though its rules cannot be read',
  digest_is_ignored: 'a change with a wrong digest is not applied',
  unknown_kinds_are_not_counted: 'recorded frames: a snapshot, a kill',
  snapshots_are_merged: 'a snapshot of a later revision replaces all',
  epoch_is_not_compared: 'a snapshot of a lower epoch',
  gaps_are_applied: 'a gap is not applied',
  claims_before_applying: 'an event that is cut off anywhere',
  a_401_is_the_end: '401 on the stream',
  malformed_events_are_skipped: 'known events that are malformed',
  goodbye_ends_the_stream: 'a goodbye changes nothing',
} as const

describe.concurrent('the conformance kit', () => {
  test('our Node SDK passes every check', WHOLE, async () => {
    const outcome = await kit('--adapter', NODE, '--patience', '20000')
    expect(notPassed(outcome)).toEqual([[], ''])
    expect([outcome.code, outcome.checks.length > 60]).toEqual([0, true])
  })

  test('our server passes every check, in a project that people use', WHOLE, async () => {
    const server = life.keep(await startServer({ HALYARD_HEARTBEAT_MS: '1000' }))
    const { credential } = await server.admin.key('sdk')
    await server.admin.post('/projects/default/flags', {
      key: 'a',
      type: 'boolean',
      variants: { on: true, off: false },
    })
    const of = ['--server', server.url, '--sdk-key', credential]
    const outcome = await kit(...of, '--admin-token', ADMIN_TOKEN, '--patience', '20000')
    expect(notPassed(outcome)).toEqual([[], ''])
    expect([outcome.code, outcome.checks.length]).toEqual([0, 10])
    const without = await kit(...of, '--only', 'a flag is made')
    expect(without.checks).toMatchObject([{ outcome: 'left out', message: 'without an admin token' }])
  })

  test('a server that lets everybody in, compresses streams and sends wrong digests passes nothing', async () => {
    const liar = life.keep(await startScriptedServer())
    const history = createHistory({ a: 1 })
    const wrong = { digest: '0123456789abcdef' }
    liar.answer('ruleset', (_, response) => {
      response.writeHead(200, {
        'cache-control': 'private, no-cache',
        vary: 'Authorization',
        etag: `"${history.head.id}"`,
      })
      response.end(history.body(wrong))
    })
    liar.answer('stream', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
      response.write(history.snapshot(wrong))
    })
    const { code, checks } = await kit('--server', liar.url, '--sdk-key', 'x', '--patience', '5000')
    expect([code, checks.filter(({ outcome }) => outcome === 'pass')]).toEqual([1, []])
    expect(checks.length).toBe(10)
  })

  test('what cannot be run is neither passed nor failed: 2', async () => {
    expect(await kit()).toMatchObject({ code: 2, said: expect.stringContaining('One of --adapter and --server') })
    expect(await kit('--adapter', 'exit 3')).toMatchObject({ code: 2, said: expect.stringContaining('ended (3)') })
    const refused = await kit('--server', 'http://127.0.0.1:1', '--sdk-key', 'x')
    expect([refused.code, refused.checks]).toEqual([2, []])
  })

  // CI installs python3 and fails on what is skipped.
  describe.skipIf(!hasPython)('a second SDK, in Python', () => {
    test('passes every check', WHOLE, async () => {
      const outcome = await kit('--adapter', PYTHON, '--patience', '20000')
      expect(notPassed(outcome)).toEqual([[], ''])
      expect([outcome.code, outcome.checks.length > 60]).toEqual([0, true])
    })

    test.each(Object.entries(MISTAKES))('fails with %s, and is told the rule', async (mistake, check) => {
      const planted = `python3 "${at('adapters/python/planted.py')}" ${mistake}`
      const { code, checks, said } = await kit('--adapter', planted, '--only', check, '--patience', '1500')
      expect(code, said).toBe(1)
      expect(checks).toMatchObject([{ outcome: 'fail', rule: expect.stringMatching(/^(docs|packages)\//) }])
      expect(checks[0]?.message).toMatch(/expected|not within/)
    })
  })
})
