/** A supervisor can stop the server, however it was started and whatever became of its log. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { lifetime } from '../support/lifetime.ts'
import { ADMIN_TOKEN, freePort, startServer } from '../support/server.ts'
import { until, within } from '../support/settle.ts'

const { keep } = lifetime()

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = join(ROOT, 'server/dist/bundle/main.js')

/** A server whose log goes onto a disk that is full. */
async function startWithoutLog(port: number): Promise<{ readonly child: ChildProcess; said(): string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'halyard-stopping-'))
  const child = spawn(process.execPath, [MAIN], {
    env: { PORT: String(port), HALYARD_DATA_DIR: dataDir, HALYARD_ADMIN_TOKEN: ADMIN_TOKEN },
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  })
  let said = ''
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()))
  return { child, said: () => said }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

test('the log of a server that was stopped is there to its last line', async () => {
  const server = keep(await startServer())
  expect(await server.stop()).toBe(0)
  expect(server.output().trimEnd()).toMatch(/"message":"draining"\}\n.*"message":"stopped"\}$/)
})

test.runIf(existsSync('/dev/full'))(
  'SIGTERM stops a server whose log cannot be written: the disk is full',
  async () => {
    const port = await freePort()
    const { child } = await startWithoutLog(port)
    await until('the server is ready', () => isReady(port), Boolean)
    child.kill('SIGTERM')
    expect(await within('the server ends', once(child, 'exit'))).toEqual([0, null])
  },
)

test.runIf(existsSync('/dev/full'))('a port that is taken ends it, log or not, and says so', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { child, said } = await startWithoutLog(port)
  // Not `exit`: what it said last may still be on its way.
  expect(await within('the server ends', once(child, 'close'))).toEqual([1, null])
  expect(said()).toContain(`Port ${port} on 127.0.0.1 is taken.`)
})

/** As npm starts the server: in a shell, which a signal ends without a word to what it runs. */
function startInShell(program: string, env: Record<string, string> = {}): ChildProcess {
  const shell = spawn('sh', ['-c', 'node --input-type=module -e "$PROGRAM"; true'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', PROGRAM: program, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void shell.kill('SIGKILL'))
  return shell
}

const STARTED = `
  import { startedByNpm } from './scripts/started-by-npm.mjs'
  const ended = setTimeout(() => process.exit(1), 30_000)
  startedByNpm(process.ppid)`

test('what `npm start` runs stops once when npm’s shell is gone, as with SIGTERM', async () => {
  const shell = startInShell(`${STARTED}
    let n = 0
    process.on('SIGTERM', () => {
      n += 1
      setTimeout(() => { console.log('drained', n); process.exit(0) }, 600)
    })
    console.log('ready')`)
  let said = ''
  shell.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  await until(
    'it runs',
    () => said,
    (text) => text === 'ready\n',
  )
  shell.kill('SIGTERM')
  // Its output is closed when the last of those who hold it is gone.
  await within('the orphan ends', once(shell, 'close'))
  expect(said).toBe('ready\ndrained 1\n')
})

test('before the server listens to signals, it ends all the same', async () => {
  const shell = startInShell(`${STARTED}
    console.log('ready')`)
  await once(shell.stdout ?? shell, 'data')
  shell.kill('SIGTERM')
  expect(
    await within(
      'the orphan ends',
      once(shell, 'close').then(() => 'ended'),
    ),
  ).toBe('ended')
})

test('a relative data folder of `npm start` is meant from where npm was called', async () => {
  for (const [given, meant] of [
    ['mine', '/srv/app/mine'],
    ['/var/lib/halyard', '/var/lib/halyard'],
  ] as const) {
    const program = `${STARTED}
      console.log(process.env.HALYARD_DATA_DIR)
      clearTimeout(ended)`
    const shell = startInShell(program, { INIT_CWD: '/srv/app', HALYARD_DATA_DIR: given })
    const [data] = (await once(shell.stdout ?? shell, 'data')) as [Buffer]
    expect(data.toString()).toBe(`${meant}\n`)
  }
})
