import { readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { CLI_MAIN, person, runToEnd } from '../support/cli.ts'
import { startBalancer } from '../support/hangs-up-first.ts'
import { lifetime } from '../support/lifetime.ts'
import { ADMIN_TOKEN, freePort, startServer } from '../support/server.ts'

const { keep } = lifetime()

async function world() {
  const server = keep(await startServer())
  return { server, me: keep(await person(server.url)) }
}

test('from a token to a first read: log in, init, paste what it printed', async () => {
  const server = keep(await startServer())
  const me = keep(await person())
  const login = await me.halyard(['login', server.url, '--token', '-'], { input: `${ADMIN_TOKEN}\n` })
  expect(login).toMatchObject({ exit: 0, err: '' })
  expect(login.out).not.toContain(ADMIN_TOKEN)
  const config = join(me.folder, 'config/halyard/config.json')
  expect((await stat(config)).mode & 0o777).toBe(0o600)
  expect((await stat(dirname(config))).mode & 0o777).toBe(0o700)

  expect((await me.halyard(['init', '-p', 'shop', '-e', 'live', '--dry-run'])).out).toBe(
    'would make project shop\nwould make environment live\nwould make flag new-checkout\nwould make an SDK key of shop/live\n',
  )
  const init = await me.json<{ code: string[]; shell: string[]; made: string[] }>('init', '-p', 'shop', '-e', 'live')
  expect(init.made).toEqual(['project shop', 'environment live', 'flag new-checkout'])
  // From here on, project and environment need not be said.
  expect((await me.halyard(['flags', 'enable', 'new-checkout'])).out).toContain(
    'new-checkout in shop/live: on, serves on',
  )

  await me.install('@halyard/node')
  await writeFile(join(me.folder, 'app.mjs'), init.code.join('\n'))
  const sdkKey = /HALYARD_SDK_KEY=(\S+)/.exec(init.shell.join('\n'))?.[1] ?? ''
  const env = { ...me.env, HALYARD_SDK_KEY: sdkKey }
  expect(await runToEnd(process.execPath, ['app.mjs'], { cwd: me.folder, env, input: '' })).toEqual({
    exit: 0,
    out: 'true\n',
    err: '',
  })

  expect((await me.halyard(['status'])).out).toContain('reaches      default, shop')
  expect((await me.halyard(['logout'])).exit).toBe(0)
  expect(await readFile(config, 'utf8')).not.toContain(ADMIN_TOKEN)
  expect((await me.halyard(['flags', 'list'])).err).toContain('halyard login')
})

test('init again says that there is a key, and can do without another one', async () => {
  const { me } = await world()
  const init = ['init', '-e', 'development']
  expect((await me.halyard(init)).out).toContain('made an SDK key of default/development')
  const again = await me.halyard(init)
  expect(again).toMatchObject({ exit: 0, err: '' })
  expect(again.out).toContain('default/development has 1 SDK key in force already\nmade another SDK key')
  expect(again.out).toContain('--no-key')
  expect((await me.halyard([...init, '--no-key', '--dry-run'])).out).toContain('would make no SDK key')
  expect(await me.json(...init, '--no-key')).toMatchObject({ key: null, keysBefore: 2 })
  expect((await me.json<{ items: unknown[] }>('keys', 'list')).items).toHaveLength(2)
})

test('a token that the server does not take is not kept', async () => {
  const server = keep(await startServer())
  const me = keep(await person())
  const { exit, out, err } = await me.halyard(['login', server.url, '--token', '-'], { input: 'a-wrong-token' })
  expect({ exit, out }).toEqual({ exit: 1, out: '' })
  expect(err).toContain('not valid')
  expect(err).not.toContain('a-wrong-token')
  await expect(stat(join(me.folder, 'config'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a server that is not there is one line', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const me = keep(await person(url))
  expect(await me.halyard(['flags', 'list'])).toEqual({
    exit: 1,
    out: '',
    err: `halyard: can't reach ${url}: nobody listens there\n  is it running? npm start\n`,
  })
})

test('a server that hangs up at once, such as a balancer without a backend, is never met with silence', async () => {
  const me = keep(await person(keep(await startBalancer(await freePort(), 1)).url))
  const { exit, out, err } = await me.halyard(['flags', 'list', '--timeout', '3'])
  expect({ exit, out }).toEqual({ exit: 1, out: '' })
  expect(err).toMatch(/the connection was cut|no answer from .* within 3 s/)
})

test('a flag’s life: made, ramped, copied, rolled back; each with its why', async () => {
  const { me } = await world()
  const at = ['-e', 'development']
  const run = async (...args: string[]): Promise<string> => {
    const ran = await me.halyard(args)
    expect(ran, args.join(' ')).toMatchObject({ exit: 0 })
    return ran.out
  }
  await run(
    'flags',
    'create',
    'checkout',
    '--tag',
    'payments',
    '--tag',
    'ui',
    '--owner',
    'team a',
    '--reason',
    'a start',
  )
  expect(await run('flags', 'ramp', 'checkout', '5', ...at, '--dry-run')).toContain(
    'would be on, serves on 5 %, off 95 %',
  )
  expect(await run('flags', 'get', 'checkout', ...at)).toContain('development: off')
  await run('flags', 'ramp', 'checkout', '5%', ...at, '--reason', 'first users')
  const [first] = (await me.json<{ items: { revision: number }[] }>('flags', 'history', 'checkout', ...at)).items
  await run('flags', 'ramp', 'checkout', '25', ...at)
  expect(await run('flags', 'list', ...at)).toMatch(/checkout +on +on 25 %, off 75 % +boolean +payments ui/)
  expect((await me.halyard(['flags', 'copy', 'checkout', '--from', 'development', '--to', 'production'])).exit).toBe(2)
  await run('flags', 'copy', 'checkout', '--from', 'development', '--to', 'production', '--yes')
  await run('flags', 'rollback', 'checkout', '--to', String(first?.revision), ...at, '--yes', '--reason', 'too soon')
  const got = await me.json<{ configurations: Record<string, { fallthrough: unknown }> }>('flags', 'get', 'checkout')
  expect(got.configurations).toMatchObject({
    development: { fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } } },
    production: { fallthrough: { split: { weights: { on: 25_000, off: 75_000 } } } },
  })
  await run('flags', 'disable', 'checkout', ...at)
  const audit = await me.json<{ items: { action: string; reason: string | null }[] }>(
    'audit',
    'list',
    '--flag',
    'checkout',
  )
  expect(audit.items.map(({ action, reason }) => `${action}: ${reason}`)).toEqual([
    'configuration.update: null',
    'configuration.rollback: too soon',
    'configuration.copy: null',
    'configuration.update: null',
    'configuration.update: first users',
    'flag.create: a start',
  ])
  expect(await run('audit', 'verify')).toMatch(/^valid: \d+ entries/)
})

test('why somebody gets what they get: the rule, each condition with what it found, and the bucket', async () => {
  const { me, server } = await world()
  await server.admin.post('/projects/default/flags', { key: 'checkout' })
  await server.admin.put(`${environmentPath()}/flags/checkout`, {
    enabled: true,
    rules: [
      { id: 'eu', if: { attribute: 'country', op: 'in', value: ['DE', 'FR'] }, serve: { variant: 'off' } },
      {
        id: 'pros',
        if: {
          all: [{ attribute: 'plan', op: 'in', value: ['pro'] }, { not: { attribute: 'age', op: 'lt', value: 18 } }],
        },
        serve: { split: { weights: { on: 100_000, off: 0 } } },
      },
    ],
    fallthrough: { variant: 'off' },
  })
  const asked = ['evaluate', 'checkout', '-e', 'production', '-k', 'u-17', '-a', 'plan=pro', '-a', 'age=30']
  const { out } = await me.halyard(asked)
  const lines = out.split('\n').map((line) => line.trim())
  expect(lines).toEqual(
    expect.arrayContaining([
      'checkout = true (variant on)',
      'SPLIT',
      'rule eu: off',
      'unknown country in ["DE","FR"]   is nothing',
      '→ rule pros: a split',
      'yes     plan in ["pro"]   is "pro"',
      'no      age lt 18   is 30',
      expect.stringMatching(/^targetingKey "u-17" is in bucket [\d,]+ of 100,000: 0 to 100,000 is on$/),
    ]),
  )
  expect(out).not.toContain('fallthrough')
})

test('in a protected environment a change is asked for; a kill is not', async () => {
  const { me, server } = await world()
  await server.admin.post('/projects/default/flags', { key: 'checkout' })
  await server.admin.patch(environmentPath(), { protected: true })
  const at = ['-e', 'production']
  const refused = await me.halyard(['flags', 'enable', 'checkout', ...at, '--reason', 'go'])
  expect(refused).toMatchObject({ exit: 1, out: '' })
  expect(refused.err).toContain('--request')
  const asked = await me.halyard(['flags', 'enable', 'checkout', ...at, '--request', 'Open it', '--reason', 'go'])
  expect(asked).toMatchObject({ exit: 0 })
  expect(asked.out).toMatch(/asked for, as change request .+ 1 approval by others/s)
  const { items } = await me.json<{ items: { id: string }[] }>('requests', 'list', ...at)
  const id = items[0]?.id ?? ''
  const own = await me.halyard(['requests', 'approve', id, ...at, '--yes'])
  expect(own).toMatchObject({ exit: 1, err: expect.stringContaining('halyard: ') })
  const { secret } = await server.admin.post('/tokens', { name: 'a colleague', role: 'editor' })
  const colleague = { env: { HALYARD_TOKEN: String(secret) } }
  // Nobody approves what nobody looked at, nor what was edited since.
  const blind = await me.halyard(['requests', 'approve', id, ...at], colleague)
  expect(blind).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('/enabled: false → true') })
  const { version } = await me.json<{ version: number }>('requests', 'get', id, ...at)
  expect(blind.err).toContain(`--seen ${version}`)
  await server.admin.patch(`${environmentPath()}/change-requests/${id}`, { title: 'Open it for all' })
  const seen = ['requests', 'approve', id, ...at, '--seen', String(version)]
  expect(await me.halyard(seen, colleague)).toMatchObject({
    exit: 1,
    err: expect.stringContaining(`it was edited: halyard requests get ${id}`),
  })
  expect(await me.halyard([...seen.slice(0, -1), String(version + 1)], colleague)).toMatchObject({
    exit: 0,
    out: expect.stringContaining('approved by 1 of 1: a colleague'),
  })
  expect(await me.halyard(['requests', 'apply', id, ...at, '--reason', 'go', '--yes'])).toMatchObject({
    exit: 0,
    out: expect.stringContaining('/enabled: false → true'),
  })
  expect((await me.halyard(['flags', 'kill', 'checkout', ...at])).exit).toBe(0)
  const unexplained = await me.halyard(['flags', 'restore', 'checkout', ...at])
  expect(unexplained).toMatchObject({ exit: 1 })
  expect(unexplained.err).toContain('--reason')
  expect((await me.halyard(['flags', 'restore', 'checkout', ...at, '--reason', 'fine again'])).exit).toBe(0)
})

test('who reads only the first line is fine, however much there is', async () => {
  const { me, server } = await world()
  for (let n = 0; n < 200; n++)
    await server.admin.post('/projects/default/flags', { key: `flag-${n}`, description: 'x'.repeat(1_000) })
  const script = `set -o pipefail; "$0" "$1" flags list --json | head -1`
  const ran = await runToEnd('bash', ['-c', script, process.execPath, CLI_MAIN], {
    cwd: me.folder,
    env: me.env,
    input: '',
  })
  expect(ran).toEqual({ exit: 0, out: '{\n', err: '' })
})

test('text of others drives no terminal and stays what it is in JSON', async () => {
  const { me, server } = await world()
  const description = 'ok\u001b]0;owned\u0007\u009b2J\u202egnp\n漢字 👍'
  await server.admin.post('/projects/default/flags', { key: 'checkout', tags: ['\u001b[2J', '漢字'], description })
  for (const args of [['flags', 'list'], ['flags', 'get', 'checkout'], ['types'], ['flags', 'list', '--json']]) {
    const { exit, out, err } = await me.halyard(args)
    expect(exit).toBe(0)
    expect((out + err).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
  }
  const { items } = await me.json<{ items: { description: string }[] }>('flags', 'list')
  expect(items[0]?.description).toBe(description)
})
