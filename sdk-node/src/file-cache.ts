/** The last known good on disk: whole or not at all, and only ever this server's and this key's. */
import { createHash, randomUUID } from 'node:crypto'
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Log, RulesetStorage } from '@halyard/sdk-core'

const FORMAT = 1
const MAX_BYTES = 64_000_000
/** A burst of changes is one write. */
const DELAY_MS = 100
/** A temporary file that old belongs to nobody who still writes it. */
const ABANDONED_MS = 60_000

interface Header {
  readonly format: number
  readonly key: string
  readonly checksum: string
}

/**
 * @param path - The file; its folder is made where it is missing.
 * @param identity - What the content belongs to: server and key. Only its checksum is written.
 * @see docs/sdk-node.md, "Cache"
 */
export function createFileCache(path: string, identity: string, log: Log): RulesetStorage {
  const key = sha256(identity)
  let next: (() => string) | undefined
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const leaveAlone = (): undefined => {
    log.say('warn', `the cache ${path} is no regular file: left alone; going on in memory`)
  }

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  const write = async (): Promise<void> => {
    const makeText = next
    next = undefined
    if (makeText === undefined) return
    try {
      const text = makeText()
      const header: Header = { format: FORMAT, key, checksum: sha256(text) }
      if (isNoFile(path)) return leaveAlone()
      await makeFolder(dirname(path))
      await sweep(path)
      await replace(path, `${JSON.stringify(header)}\n${text}`)
    } catch (error) {
      log.say('warn', `the cache ${path} can’t be written; going on in memory`, error)
    }
  }

  return {
    load() {
      try {
        if (isNoFile(path)) return leaveAlone()
        const text = readSafely(path)
        return text === undefined ? undefined : unwrap(text, key)
      } catch (error) {
        log.say('warn', `the cache ${path} can’t be used and is ignored`, error)
        return undefined
      }
    },
    save(makeText) {
      next = makeText
      timer ??= setTimeout(() => void flush(), DELAY_MS).unref()
    },
    close: flush,
  }
}

/** A link, a pipe, a device or a folder is somebody else's: it is neither read nor replaced. */
function isNoFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === false
}

/** @returns undefined when there is no file. @throws when it is none of ours to read: a link, a folder, a giant. */
function readSafely(path: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined
  // Not following a link is decided by the open itself: whatever was looked at before may have been swapped.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const { size } = fstatSync(file)
    if (!fstatSync(file).isFile() || size > MAX_BYTES) throw new Error('not a regular file of sane size')
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

function unwrap(text: string, key: string): string {
  const end = text.indexOf('\n')
  const header = JSON.parse(text.slice(0, end)) as Partial<Header> | null
  const body = text.slice(end + 1)
  if (header?.format !== FORMAT) throw new Error('written by another version')
  if (header.key !== key) throw new Error('belongs to another server or key')
  if (header.checksum !== sha256(body)) throw new Error('its checksum is wrong')
  return body
}

/** Old or new, never half: a plain write tears when the process dies in it. */
async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    // It may have come while this was written.
    if (isNoFile(path)) throw new Error('not a regular file')
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Without it the rename itself may be lost to a power cut, which is no more than an older cache. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined) // Not every platform can.
  await handle?.close()
}

/** Node's own `recursive` never ends where a folder can't be made though the one above is there, as in `/proc`. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  if (dirname(folder) !== folder) await makeFolder(dirname(folder))
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    // Another process was faster.
    if (error.code !== 'EEXIST') throw error
  })
}

/** Removes what writers that were killed left behind. */
async function sweep(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.tmp')) continue
    const temporary = join(dirname(path), name)
    const found = await stat(temporary).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(temporary, { force: true })
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
