/** A server whose SQLite is not installed, was not compiled, or was compiled for something else. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { within } from '../support/settle.ts'

const MAIN = fileURLToPath(new URL('../../server/dist/bundle/main.js', import.meta.url))
const requireAsServer = createRequire(new URL('../../server/package.json', import.meta.url))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halyard-driver-'))
  cpSync(MAIN, join(folder, 'main.js'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The package as an installation leaves it whose compiler was missing. */
function installWithoutBinary(): string {
  const sqlite = dirname(requireAsServer.resolve('better-sqlite3/package.json'))
  const copy = join(folder, 'node_modules', 'better-sqlite3')
  for (const part of ['package.json', 'lib']) cpSync(join(sqlite, part), join(copy, part), { recursive: true })
  // Beside it, and beside that: where pnpm puts what a package depends on.
  const bindings = realpathSync(join(sqlite, '..', 'bindings'))
  const uris = join(bindings, '..', 'file-uri-to-path')
  cpSync(bindings, join(folder, 'node_modules', 'bindings'), { recursive: true })
  cpSync(realpathSync(uris), join(folder, 'node_modules', 'file-uri-to-path'), { recursive: true })
  return copy
}

async function start(...args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [join(folder, 'main.js'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', HALYARD_DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()))
  await within('it ends by itself', once(child, 'close')).finally(() => child.kill('SIGKILL'))
  return { code: child.exitCode, said }
}

const cases: readonly (readonly [what: string, prepare: () => void, says: RegExp])[] = [
  ['is not installed', () => {}, /better-sqlite3, which keeps the data, is not installed\./],
  ['was not compiled', installWithoutBinary, /has no binary that this Node can load \(Could not locate the bindings/],
  [
    'was compiled for another machine',
    () => {
      const release = join(installWithoutBinary(), 'build', 'Release')
      mkdirSync(release, { recursive: true })
      writeFileSync(join(release, 'better_sqlite3.node'), 'for something else')
    },
    /has no binary that this Node can load \(.*better_sqlite3\.node/,
  ],
]

test.each(cases)('SQLite %s: one line says so and what to do, and nothing is made', async (_, prepare, says) => {
  prepare()
  for (const args of [[], ['reset-admin-token']]) {
    const { code, said } = await start(...args)
    expect(said).toMatch(says)
    expect(said.trim().split('\n')).toHaveLength(1)
    expect(said).toContain('npm start')
    expect(code).toBe(1)
  }
  expect(existsSync(join(folder, 'data'))).toBe(false)
})
