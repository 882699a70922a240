import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, type Log } from '@halyard/sdk-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileCache } from './file-cache.ts'

let folder = ''
let path = ''
let said: string[] = []
let log: Log
const cache = (identity = 'server and key', at = path): ReturnType<typeof createFileCache> =>
  createFileCache(at, identity, log)

async function save(text: string): Promise<void> {
  const storage = cache()
  storage.save(() => text)
  await storage.close?.()
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halyard-cache-'))
  path = join(folder, 'flags.json')
  said = []
  log = createLog({ warn: (message) => void said.push(message.includes('written') ? 'cache write' : 'cache read') })
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

test('gives back what was saved, to its owner only', async () => {
  await save('{"é": 1}')
  expect(cache().load()).toBe('{"é": 1}')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['flags.json'])
})

test('makes the folder that is missing', async () => {
  path = join(folder, 'a', 'b', 'flags.json')
  await save('x')
  expect(cache().load()).toBe('x')
})

test('writes a burst of changes once, with the last state', async () => {
  const storage = cache()
  let made = 0
  for (let n = 0; n < 100; n += 1) {
    storage.save(() => {
      made += 1
      return `state ${n}`
    })
  }
  await storage.close?.()
  expect(cache().load()).toBe('state 99')
  expect(made).toBe(1)
})

test('holds neither key nor URL', async () => {
  await save('x')
  expect(readFileSync(path, 'utf8')).not.toContain('server and key')
})

describe('F48 ignores, and says once,', () => {
  const spoil = (change: (text: string) => string): void => writeFileSync(path, change(readFileSync(path, 'utf8')))

  test.each<[string, (text: string) => string]>([
    ['an empty file', () => ''],
    ['garbage', () => '\0\u0001 not json'],
    ['a file cut short', (text) => text.slice(0, -3)],
    ['a flipped character', (text) => text.replace('abcdef', 'abcdeg')],
    ['a newer format', (text) => text.replace('"format":1', '"format":2')],
    ['a header alone', (text) => text.slice(0, text.indexOf('\n') + 1)],
    ['JSON of another shape', () => 'null\nabcdef'],
  ])('%s', async (_, change) => {
    await save('abcdef')
    spoil(change)
    expect(cache().load()).toBeUndefined()
    expect(said).toEqual(['cache read'])
  })

  test('another key’s file', async () => {
    await save('abcdef')
    expect(cache('another').load()).toBeUndefined()
    expect(said).toEqual(['cache read'])
  })

  describe('what is no regular file, and leaves it alone:', () => {
    test.each<[string, (place: string) => unknown, (found: Stats) => boolean]>([
      ['a link', (place) => symlinkSync(join(folder, 'target'), place), (found) => found.isSymbolicLink()],
      ['a pipe', (place) => execFileSync('mkfifo', [place]), (found) => found.isFIFO()],
      ['a folder', (place) => mkdirSync(place), (found) => found.isDirectory()],
    ])('%s', async (_, make, isStill) => {
      writeFileSync(join(folder, 'target'), 'of somebody else')
      make(path)
      expect(cache().load()).toBeUndefined()
      await save('new')
      expect(cache().load()).toBeUndefined()
      expect(isStill(lstatSync(path))).toBe(true)
      expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('of somebody else')
      expect(said).toEqual(['cache read'])
      expect(readdirSync(folder).sort()).toEqual(['flags.json', 'target'])
    })

    test('one that comes while the file is written', async () => {
      const storage = cache()
      storage.save(() => {
        queueMicrotask(() => symlinkSync('elsewhere', path))
        return 'new'
      })
      await storage.close?.()
      expect(lstatSync(path).isSymbolicLink()).toBe(true)
      expect(said).toEqual(['cache write'])
      expect(readdirSync(folder)).toEqual(['flags.json'])
    })
  })

  test('a place where no folder can be made, instead of trying for ever', async () => {
    path = '/proc/halyard/cache/flags.json'
    expect(cache().load()).toBeUndefined()
    await save('x')
    expect(said).toEqual(['cache write'])
  })

  test('a folder that can’t be written', async () => {
    // Root may write anywhere but below a file.
    path = join(folder, 'file', 'flags.json')
    writeFileSync(join(folder, 'file'), '')
    expect(cache().load()).toBeUndefined()
    await save('x')
    expect(said).toEqual(['cache read', 'cache write'])
  })
})

test('says nothing where there is no file yet', () => {
  expect(cache().load()).toBeUndefined()
  expect(said).toEqual([])
})

test('removes what a killed writer left behind, not what another one is writing', async () => {
  const old = `${path}.1.abc.tmp`
  writeFileSync(old, '')
  utimesSync(old, 1, 1)
  writeFileSync(`${path}.2.abc.tmp`, '')
  await save('x')
  expect(readdirSync(folder).sort()).toEqual(['flags.json', 'flags.json.2.abc.tmp'])
})

test('a text that can’t be made is told of and stops no later write', async () => {
  const storage = cache()
  storage.save(() => {
    throw new Error('too long for a string')
  })
  await storage.close?.()
  expect(said).toEqual(['cache write'])
  storage.save(() => 'later')
  await storage.close?.()
  expect(cache().load()).toBe('later')
})
