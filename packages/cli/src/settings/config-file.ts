import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
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
export async function readConfig(path: string, { platform, uid }: Pick<World, 'platform' | 'uid'>): Promise<Config> {
  const checksModes = platform !== 'win32'
  try {
    if (checksModes) await refuseOpenFolder(dirname(path), uid)
    // Whoever opens a pipe for reading waits for a writer, unless told not to.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      return await configIn(file, path, checksModes, uid)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    if (codeOf(error) === 'ENOENT') return {}
    throw bad(path, `cannot be read (${codeOf(error)})`)
  }
}

async function configIn(
  file: FileHandle,
  path: string,
  checksModes: boolean,
  uid: number | undefined,
): Promise<Config> {
  const about = await file.stat()
  if (!about.isFile()) throw bad(path, 'is no regular file')
  if (checksModes) refuseForeign(path, about.uid, uid)
  const config = parsed(path, await file.readFile('utf8'))
  if (config.token !== undefined && checksModes) refuseOpenFile(path, about.mode & 0o777)
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
function refuseOpenFile(path: string, mode: number): void {
  if ((mode & 0o077) === 0) return
  const wayOut = `chmod 600 ${path}   (and think about who may have read the token meanwhile)`
  throw new Failure('bad-config', `${path} holds a token and is open to others (mode ${mode.toString(8)})`, [wayOut])
}

/** Whoever owns it can write to it, now or later. Root can do that anyway. */
function refuseForeign(path: string, owner: number, uid: number | undefined): void {
  if (uid === undefined || owner === uid || owner === 0) return
  throw new Failure('bad-config', `${path} belongs to another user (uid ${owner}, and you are ${uid})`, [
    'set HALYARD_URL and HALYARD_TOKEN, and XDG_CONFIG_HOME to a folder of your own',
    `or, if it is yours, look at what is in it, then: chown ${uid} ${path}`,
  ])
}

/** Whoever can write to the folder can put another file there, which sends the token where they like. */
async function refuseOpenFolder(folder: string, uid: number | undefined): Promise<void> {
  const about = await stat(folder)
  refuseForeign(folder, about.uid, uid)
  const mode = about.mode & 0o777
  if ((mode & 0o022) === 0) return
  throw new Failure('bad-config', `others can write to ${folder} (mode ${mode.toString(8)})`, [
    `chmod 700 ${folder}   (and look at what is in it)`,
  ])
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
