/** Secrets are shown once: afterwards they are in no answer, log or file. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from './config.ts'
import { createLogger } from './logging.ts'
import { startServer } from './server.ts'

const ADMIN_TOKEN = 'an-admin-token-that-only-tests-know-0123456789'
const KEYS = '/api/v1/projects/default/environments/production/keys'

test('no secret is in a log line, a later answer, the audit or the data folder', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'halyard-secrets-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const lines: string[] = []
  const config = readConfig({ PORT: '0', HALYARD_DATA_DIR: dataDir, HALYARD_ADMIN_TOKEN: ADMIN_TOKEN })
  const logger = createLogger({ write: (line) => void lines.push(line) }, 'trace')
  const server = await startServer(config, { logger })
  onTestFinished(() => server.stop(0))
  const answers: string[] = []
  const call = async (method: string, path: string, body?: object, token = ADMIN_TOKEN, headers = {}) => {
    const all = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers }
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${server.url}${path}`, { method, headers: all, ...init })
    return { status: response.status, text: await response.text() }
  }
  const secretOf = ({ text }: { readonly text: string }): string => String(JSON.parse(text).secret)
  const once = { 'Idempotency-Key': 'made-once' }
  const token = secretOf(await call('POST', '/api/v1/tokens', { name: 'a', role: 'admin' }, ADMIN_TOKEN, once))
  const made = await call('POST', KEYS, { kind: 'sdk', name: 'backend' }, token)
  const key = secretOf(made)
  const next = secretOf(await call('POST', `${KEYS}/${JSON.parse(made.text).id}/rotate`, {}, token))
  const secrets = [ADMIN_TOKEN, token, key, next]
  for (const secret of secrets) {
    const wrong = `${secret.slice(0, -1)}x`
    for (const path of ['/api/v1/tokens', KEYS, '/api/v1/audit', '/api/v1/projects/default/audit', '/sdk/v1/ruleset']) {
      for (const presented of [secret, wrong]) answers.push((await call('GET', path, undefined, presented)).text)
    }
    answers.push((await call('POST', '/api/v1/tokens', { name: 7, role: 'admin' }, secret)).text)
  }
  await server.stop(0)
  const files = await Promise.all((await readdir(dataDir)).map((name) => readFile(join(dataDir, name), 'latin1')))
  expect(lines.length).toBeGreaterThan(40)
  expect(answers.filter((answer) => answer.includes('token.create'))).not.toEqual([])
  expect(files.some((file) => file.includes('token.create'))).toBe(true)
  for (const secret of secrets) {
    // Its second part is public enough: the selector. What opens anything is the third.
    const [part = ''] = secret.split('_').toSorted((a, b) => b.length - a.length)
    for (const text of [...lines, ...answers, ...files]) expect(text.includes(part)).toBe(false)
  }
})
