import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Config, configPath, readConfig, writeConfig } from './config-file.ts'
import { serverUrl, settingsOf } from './settings.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halyard-cli-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const world = (env: Record<string, string> = {}) => ({ env, home, platform: 'linux' })
const remember = (config: Config): Promise<void> => writeConfig(configPath(world()), config)

test('options win over variables, and variables over what was remembered', async () => {
  await remember({ url: 'https://flags.example', token: 'kept', project: 'shop', environment: 'staging' })
  expect(await settingsOf(world(), {})).toMatchObject({ token: 'kept', project: 'shop', environment: 'staging' })
  const env = { HALYARD_TOKEN: 'given', HALYARD_ENVIRONMENT: 'production', HALYARD_PROJECT: '' }
  expect(await settingsOf(world(env), {})).toMatchObject({ token: 'given', project: 'shop', environment: 'production' })
  expect(await settingsOf(world(env), { environment: 'qa', project: 'web' })).toMatchObject({
    project: 'web',
    environment: 'qa',
  })
})

test('a remembered token goes to no other server than the one that it was given for', async () => {
  await remember({ url: 'https://flags.example', token: 'kept', environment: 'production' })
  await expect(settingsOf(world({ HALYARD_URL: 'https://elsewhere.example' }), {})).rejects.toMatchObject({
    code: 'not-logged-in',
    exit: 1,
  })
  const there = await settingsOf(world({ HALYARD_TOKEN: 'given' }), { url: 'https://elsewhere.example/' })
  expect(there).toMatchObject({ url: 'https://elsewhere.example', token: 'given', environment: undefined })
})

test('there is a default project and no default environment', async () => {
  expect(await settingsOf(world(), {})).toMatchObject({
    url: 'http://127.0.0.1:4400',
    token: undefined,
    project: 'default',
    environment: undefined,
  })
})

test('only an absolute http URL is a server’s', () => {
  expect(serverUrl('https://flags.example/halyard/')).toBe('https://flags.example/halyard')
  expect(serverUrl('https://flags.example/halyard/api/v1/')).toBe('https://flags.example/halyard')
  for (const text of ['flags.example', 'ftp://x', '', 'http://me:secret@x', 'http://x/?token=y'])
    expect(() => serverUrl(text)).toThrow(expect.objectContaining({ exit: 2 }))
})

test('the file is readable by its owner alone, also where it was open before, and nothing is left beside it', async () => {
  const path = configPath(world())
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, '{}', { mode: 0o644 })
  await chmod(path, 0o644)
  await writeConfig(path, { url: 'https://x', token: 't' })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(dirname(path))).toEqual(['config.json'])
})

test('a file that others can read is refused while it holds a token', async () => {
  const path = configPath(world())
  await remember({ url: 'https://x', token: 't' })
  await chmod(path, 0o640)
  await expect(readConfig(path, world())).rejects.toMatchObject({ wayOut: [expect.stringContaining('chmod 600')] })
})

test('a folder that others can write to is refused, token or not: they could name another server', async () => {
  const path = configPath(world())
  const folder = dirname(path)
  for (const config of [{ url: 'https://x', token: 't' }, { url: 'https://x' }]) {
    await remember(config)
    for (const mode of [0o777, 0o720, 0o702]) {
      await chmod(folder, mode)
      await expect(readConfig(path, world())).rejects.toMatchObject({
        code: 'bad-config',
        wayOut: [expect.stringContaining(`chmod 700 ${folder}`)],
      })
    }
    await chmod(folder, 0o755)
    expect(await readConfig(path, world())).toEqual(config)
  }
})

test('a folder or a file of another user is refused, whatever its mode: they could name another server', async () => {
  const path = configPath(world())
  await remember({ url: 'https://x' })
  const owner = (await stat(path)).uid
  // Root's is everyone's; who is not root stands for a stranger.
  const stranger = { ...world(), uid: owner + 1 }
  if (owner === 0) expect(await readConfig(path, stranger)).toEqual({ url: 'https://x' })
  else await expect(readConfig(path, stranger)).rejects.toMatchObject({ code: 'bad-config' })
  expect(await readConfig(path, { ...world(), uid: owner })).toEqual({ url: 'https://x' })
})

test.skipIf(process.getuid?.() !== 0)('where root can give a folder away, its new owner is not trusted', async () => {
  const path = configPath(world())
  const me = { ...world(), uid: 0 }
  await remember({ url: 'https://x' })
  for (const one of [path, dirname(path)]) {
    await chown(one, 65_534, 65_534)
    await expect(readConfig(path, me)).rejects.toMatchObject({
      code: 'bad-config',
      message: `${one} belongs to another user (uid 65534, and you are 0)`,
    })
    expect(await readConfig(path, { ...me, uid: undefined })).toEqual({ url: 'https://x' })
    await chown(one, 0, 0)
  }
})

test('a file that is none is refused at once: a pipe would be waited for', async () => {
  const path = configPath(world())
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  execFileSync('sh', ['-c', 'mkfifo "$0"', path])
  await expect(readConfig(path, world())).rejects.toMatchObject({
    code: 'bad-config',
    message: `${path} is no regular file`,
  })
  await rm(path)
  await mkdir(path)
  await expect(readConfig(path, world())).rejects.toMatchObject({ message: `${path} is no regular file` })
})

test.each([
  ['{', 'is not JSON'],
  ['[]', 'is no JSON object'],
  ['{"tokn": "x"}', 'has "tokn": expected one of url, token, project, environment'],
  ['{"url": 7}', 'has a url that is no text'],
])('a file with %s is refused in one line with the way out', async (text, message) => {
  const path = configPath(world())
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, text)
  await expect(readConfig(path, world())).rejects.toMatchObject({
    message: expect.stringContaining(message),
    wayOut: [expect.stringContaining('rm ')],
  })
})

test('the folder is the one that XDG names, if it is absolute', () => {
  expect(configPath({ env: { XDG_CONFIG_HOME: '/x' }, home: '/h' })).toBe('/x/halyard/config.json')
  expect(configPath({ env: { XDG_CONFIG_HOME: 'x' }, home: '/h' })).toBe('/h/.config/halyard/config.json')
})
