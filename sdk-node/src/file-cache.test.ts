import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '@halyard/sdk-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileCache } from './file-cache.ts'

let folder = ''
let path = ''
let said: string[] = []
const log: Log = {
  say: (_level, message) => void said.push(message.includes('written') ? 'cache write' : 'cache read'),
  forget: () => {},
}
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

  test('F48 a symlink is neither followed nor replaced', async () => {
    await save('old')
    const link = join(folder, 'link.json')
    symlinkSync(path, link)
    expect(cache('server and key', link).load()).toBeUndefined()
    const storage = cache('server and key', link)
    storage.save(() => 'new')
    await storage.close?.()
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(cache().load()).toBe('old')
    expect(said).toEqual(['cache read', 'cache write'])
    expect(readdirSync(folder).sort()).toEqual(['flags.json', 'link.json'])
  })

  test('a folder in its place', async () => {
    mkdirSync(path)
    expect(cache().load()).toBeUndefined()
    await save('x')
    expect(said).toEqual(['cache read', 'cache write'])
    expect(readdirSync(folder)).toEqual(['flags.json'])
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
