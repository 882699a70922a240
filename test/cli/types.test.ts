import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Person, person, runToEnd } from '../support/cli.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'

const { keep } = lifetime('all')
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))

const PACKAGES = [
  '@halyard/node',
  '@halyard/browser',
  '@halyard/edge',
  '@halyard/react',
  '@types/react',
  '@openfeature/server-sdk',
]

let server: ServerProcess
let me: Person

beforeAll(async () => {
  server = keep(await startServer())
  me = keep(await person(server.url))
  const flags = [
    { key: 'new-checkout', description: 'One page */ instead of four', exposeToClients: true },
    { key: 'tier', type: 'string', variants: { a: 'free', b: 'pro' }, exposeToClients: true },
    { key: 'limit', type: 'number', variants: { low: 10, high: 20 } },
    {
      key: 'theme',
      type: 'object',
      variants: { a: { dark: true, sizes: [1] }, b: { dark: false, sizes: [], font: 'x' } },
    },
  ]
  for (const flag of flags) await server.admin.post('/projects/default/flags', flag)
  for (const name of PACKAGES) await me.install(name)
  await writeFile(join(me.folder, 'package.json'), '{"type": "module"}')
  expect((await me.halyard(['types', '--out', 'flags.ts'])).exit).toBe(0)
})

/** What the real compiler says about a program, as `line: code`. */
async function compile(name: string, source: string): Promise<string[]> {
  await writeFile(join(me.folder, name), source)
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom,esnext.disposable',
  ]
  const { out } = await runToEnd(process.execPath, [TSC, ...options, '--types', '', name], {
    cwd: me.folder,
    env: me.env,
    input: '',
  })
  return out
    .split('\n')
    .filter((line) => /error TS/.test(line))
    .map((line) => line.replace(/^.*\((\d+),\d+\): error (TS\d+).*$/, '$1'))
}

const reads = (client: string): string => `${client}
flags.boolean('new-checkout', false)
const tier: 'free' | 'pro' = flags.string('tier', 'free')
const limit: number = flags.number('limit', 5)
const { dark, sizes } = flags.object('theme', { dark: true, sizes: [] })
const font: string | undefined = flags.object('theme', { dark: true, sizes: [] as number[] }).font
console.log(tier, limit, dark, sizes, font, flags.details('tier', 'pro').value)
`

const mistakes = (client: string): string => `${client}
flags.boolean('new-chekout', false)
flags.boolean('tier', false)
flags.string('tier', 'premium')
flags.number('limit', '5')
flags.object('theme', { drak: true, sizes: [] })
if (flags.string('tier', 'free') === 'premium') console.log('never')
`

const CLIENTS = {
  node: `import { createClient } from '@halyard/node'; import type { Flags } from './flags.ts'; const flags = createClient<Flags>({ url: 'x', sdkKey: 'y' })`,
  edge: `import { createEdgeClient } from '@halyard/edge'; import type { Flags } from './flags.ts'; const flags = createEdgeClient<Flags>({ url: 'x', sdkKey: 'y' })`,
  browser: `import { createClient } from '@halyard/browser'; import type { Flags } from './flags.ts'; const flags = createClient<Flags>({ url: 'x', clientId: 'y', context: {} })`,
}

describe.each(Object.entries(CLIENTS))('the compiler, of the client for %s,', (name, client) => {
  test('takes what is right', async () => {
    expect(await compile(`${name}-right.ts`, reads(client.replace('./flags.ts', './flags.js')))).toEqual([])
  })

  test('refuses a wrong key, type, fallback and comparison, each on its line', async () => {
    const found = await compile(`${name}-wrong.ts`, mistakes(client.replace('./flags.ts', './flags.js')))
    expect([...new Set(found)]).toEqual(['2', '3', '4', '5', '6', '7'])
  })
})

test('React’s hooks know keys, fallbacks and values', async () => {
  const source = `import { createHooks } from '@halyard/react'
import type { Flags } from './flags.js'
const { useFlag } = createHooks<Flags>()
const tier: 'free' | 'pro' = useFlag('tier', 'free')
const dark: boolean = useFlag('theme', { dark: true, sizes: [] }).dark
useFlag('new-chekout', false)
useFlag('tier', 'premium')
useFlag('limit', '5')
console.log(tier, dark)
`
  expect(await compile('react.ts', source)).toEqual(['6', '7', '8'])
})

test('OpenFeature’s own client takes only keys that there are, of their type; its values stay any text', async () => {
  expect((await me.halyard(['types', '--openfeature', '--out', 'openfeature-flags.ts'])).exit).toBe(0)
  await me.install('@openfeature/core', '@openfeature/server-sdk')
  const source = `import './openfeature-flags.js'
import { OpenFeature } from '@openfeature/server-sdk'
const client = OpenFeature.getClient()
void client.getBooleanValue('new-checkout', false)
void client.getStringValue('tier', 'free')
void client.getBooleanValue('new-chekout', false)
void client.getBooleanValue('tier', false)
void client.getStringDetails('tier', 'premium')
const tier: 'free' | 'pro' = (await client.getStringDetails('tier', 'free')).value
console.log(tier)
`
  expect(await compile('openfeature.ts', source)).toEqual(['6', '7', '9'])
})

test('what browsers may not see is not in a module for browsers', async () => {
  const { out } = await me.halyard(['types', '--exposed'])
  expect(out).toContain('"tier"')
  expect(out).not.toContain('"limit"')
})

test('a folder that is not there is said, with what makes it', async () => {
  const run = await me.halyard(['types', '--out', 'missing/folder/flags.ts'])
  expect(run).toEqual({
    exit: 1,
    out: '',
    err: 'halyard: there is no folder missing/folder for flags.ts\n  mkdir -p missing/folder\n',
  })
})

test('a build notices that the file is out of date, and that it is not', async () => {
  const check = ['types', '--out', 'checked.ts', '--check']
  expect((await me.halyard(check)).exit).toBe(1)
  expect((await me.halyard(['types', '--out', 'checked.ts'])).out).toContain('wrote checked.ts: 4 flags')
  const text = await readFile(join(me.folder, 'checked.ts'), 'utf8')
  expect((await me.halyard(check)).exit).toBe(0)
  await writeFile(join(me.folder, 'checked.ts'), text.replaceAll('\n', '\r\n'))
  expect((await me.halyard(check)).exit).toBe(0)
  await server.admin.post('/projects/default/flags', { key: 'another' })
  const stale = await me.halyard(check)
  expect(stale).toMatchObject({ exit: 1, out: '' })
  expect(stale.err).toContain('halyard types --out checked.ts')
  expect((await me.halyard(['types', '--out', 'checked.ts'])).out).toContain('wrote')
  expect((await me.halyard(['types', '--out', 'checked.ts'])).out).toContain('up to date')
})
