import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Running } from './lifetime.ts'
import { ADMIN_TOKEN, endWithThisProcess } from './server.ts'
import { within } from './settle.ts'

const require = createRequire(import.meta.url)
const MANIFEST = require.resolve('@halyard/cli/package.json')
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url))
export const CLI_MAIN: string = join(dirname(MANIFEST), 'dist/main.js')

export interface Ran {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

/** A person at a keyboard of their own: no terminal, a folder to work in, and a home that nobody else has. */
export interface Person extends Running {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** Runs the built command line to its end. @param input - Piped in. */
  halyard(
    args: readonly string[],
    options?: { readonly input?: string; readonly env?: Record<string, string> },
  ): Promise<Ran>
  /** The same, which must exit with 0: the answer of `--json`. */
  json<T = Record<string, unknown>>(...args: readonly string[]): Promise<T>
  /** Puts a package that the tests have, or one beside it in its store, where Node finds it from the folder. */
  install(name: string, besideOf?: string): Promise<void>
}

/** @param url - The server that HALYARD_URL names; without it, nobody is logged in anywhere. */
export async function person(url?: string): Promise<Person> {
  const folder = await mkdtemp(join(tmpdir(), 'halyard-person-'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    ...(url === undefined ? {} : { HALYARD_URL: url, HALYARD_TOKEN: ADMIN_TOKEN }),
  }
  const halyard: Person['halyard'] = (args, { input = '', env: more = {} } = {}) =>
    runToEnd(process.execPath, [CLI_MAIN, ...args], { cwd: folder, env: { ...env, ...more }, input })
  return {
    folder,
    env,
    halyard,
    json: async <T>(...args: readonly string[]) => {
      const ran = await halyard([...args, '--json'])
      if (ran.exit !== 0) throw new Error(`halyard ${args.join(' ')}: exit ${ran.exit}\n${ran.err}`)
      return JSON.parse(ran.out) as T
    },
    install: async (name, besideOf) => {
      const to = join(folder, 'node_modules', name)
      await mkdir(dirname(to), { recursive: true })
      const beside = besideOf && join(await realpath(join(MODULES, besideOf)), '../..')
      await symlink(join(beside ?? MODULES, name), to)
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A command to its end, with all that it said. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  { cwd, env, input }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly input: string },
): Promise<Ran> {
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  endWithThisProcess(child)
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  child.stdin.on('error', () => {}) // It may end without reading.
  child.stdin.end(input)
  await within(`${command} ${args.join(' ')} ends\n${said.err}`, once(child, 'close'), 60_000)
  return { exit: child.exitCode, ...said }
}
