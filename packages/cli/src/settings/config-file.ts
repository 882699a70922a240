import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../failure.ts'
import type { World } from '../world.ts'

/** What `login` and `init` remember. All of it belongs to the server at `url`. */
export interface Config {
  readonly url?: string | undefined
  readonly token?: string | undefined
  readonly project?: string | undefined
  readonly environment?: string | undefined
}

const FIELDS = ['url', 'token', 'project', 'environment'] as const

/** `$XDG_CONFIG_HOME/halyard/config.json`, or under `~/.config`. */
export function configPath({ env, home }: Pick<World, 'env' | 'home'>): string {
  const base = env['XDG_CONFIG_HOME']
  return join(base?.startsWith('/') ? base : join(home, '.config'), 'halyard', 'config.json')
}

/** @returns what the file holds; nothing where there is none. @throws Failure `bad-config` for anything else. */
export async function readConfig(path: string, platform: string): Promise<Config> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw bad(path, `cannot be read (${codeOf(error)})`)
  }
  const config = parsed(path, text)
  if (config.token !== undefined && platform !== 'win32') await refuseOpenFile(path)
  return config
}

function parsed(path: string, text: string): Config {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw bad(path, 'is not JSON')
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw bad(path, 'is no JSON object')
  for (const [name, value] of Object.entries(document)) {
    if (!FIELDS.some((field) => field === name))
      throw bad(path, `has ${JSON.stringify(name)}: expected one of ${FIELDS.join(', ')}`)
    if (typeof value !== 'string' || value === '') throw bad(path, `has a ${name} that is no text`)
  }
  return document
}

/** Whoever can read the file can do what the token may. */
async function refuseOpenFile(path: string): Promise<void> {
  const mode = (await stat(path)).mode & 0o777
  if ((mode & 0o077) === 0) return
  const wayOut = `chmod 600 ${path}   (and think about who may have read the token meanwhile)`
  throw new Failure('bad-config', `${path} holds a token and is open to others (mode ${mode.toString(8)})`, [wayOut])
}

function bad(path: string, what: string): Failure {
  return new Failure('bad-config', `${path} ${what}`, [`remove it and log in again: rm ${path} && halyard login`])
}

/** Writes it readable by its owner alone; a reader sees the old file or the new one, never half of one. */
export async function writeConfig(path: string, config: Config): Promise<void> {
  const folder = dirname(path)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(draft, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    await chmod(draft, 0o600)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    const wayOut = 'set HALYARD_URL and HALYARD_TOKEN instead, or XDG_CONFIG_HOME to a folder of your own'
    throw new Failure('bad-config', `${path} cannot be written (${codeOf(error)})`, [wayOut])
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
