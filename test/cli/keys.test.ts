import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { CLI_MAIN, person, runToEnd } from '../support/cli.ts'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'
import { arrival } from '../support/settle.ts'

const { keep } = lifetime()
const AT = ['-e', 'production']

interface Listed {
  readonly items: readonly {
    readonly id: string
    readonly name: string
    readonly kind: string
    readonly secret?: string
  }[]
}

async function world() {
  const server = keep(await startServer())
  return { server, me: keep(await person(server.url)) }
}

test('a script takes a new key from standard output, and an app connects with it', async () => {
  const { me, server } = await world()
  await server.admin.post('/projects/default/flags', { key: 'checkout' })
  const { revision } = await server.admin.patch(`${environmentPath()}/flags/checkout`, { enabled: true })
  const script = 'KEY=$("$0" "$1" keys create "checkout service" --kind sdk -e production 2>/dev/null) && echo "[$KEY]"'
  const ran = await runToEnd('bash', ['-c', script, process.execPath, CLI_MAIN], {
    cwd: me.folder,
    env: me.env,
    input: '',
  })
  expect(ran).toMatchObject({ exit: 0, out: expect.stringMatching(/^\[hal_sdk_\w+\]\n$/) })
  const secret = ran.out.slice(1, -2)
  const app = keep(await startApp({ url: server.url, sdkKey: secret }))
  await arrival(app, Number(revision))
  expect(await app.call('boolean', 'checkout', false)).toBe(true)
  const listed = await me.halyard(['keys', 'list', ...AT])
  expect(listed.out).toMatch(/sdk +checkout service +in force/)
  expect(listed.out).not.toContain('hal_sdk_')
  const asked = await me.halyard([
    'keys',
    'revoke',
    (await me.json<Listed>('keys', 'list', ...AT)).items[0]?.id ?? '',
    ...AT,
  ])
  expect(asked).toMatchObject({ exit: 2, out: '' })
  expect(asked.err).toContain('it would cut off the 1 backend connected now')
})

test.skipIf(!existsSync('/dev/full'))(
  'a secret that nobody takes is told, with what ends its key, and without a stack',
  async () => {
    const { me } = await world()
    const create = async (to: string) =>
      runToEnd('bash', ['-c', `"$0" "$1" keys create x --kind sdk -e production ${to}`, process.execPath, CLI_MAIN], {
        cwd: me.folder,
        env: me.env,
        input: '',
      })
    const full = await create('>/dev/full')
    expect(full).toMatchObject({ exit: 1, out: '' })
    expect(full.err).toMatch(
      /nobody took its secret \(ENOSPC\).*\n {2}end it: halyard keys revoke \S+ -p default -e production/,
    )
    expect(full.err).not.toMatch(/\n {4}at /)
    for (const nowhere of ['>&-', '>/dev/null'])
      expect(await create(nowhere)).toMatchObject({ exit: 2, err: expect.stringContaining('no key was made') })
    expect((await me.json<Listed>('keys', 'list', ...AT)).items).toHaveLength(1)
    // What is said beside it may get lost, the secret not.
    expect(await create('2>/dev/full')).toMatchObject({ exit: 0, out: expect.stringMatching(/^hal_sdk_\w+\n$/) })
  },
)

test('a dry run makes no key and shows none', async () => {
  const { me } = await world()
  const tried = await me.halyard(['keys', 'create', 'x', '--kind', 'sdk', ...AT, '--dry-run'])
  expect(tried).toMatchObject({ exit: 0, err: '', out: 'would make for default/production: SDK key "x"\n' })
  expect((await me.json<Listed>('keys', 'list', '--all', ...AT)).items).toEqual([])
})

test('a client id is public, may be for signed visitors only, and ends when it was told to', async () => {
  const { me } = await world()
  const until = '2099-01-31T00:00:00Z'
  const made = await me.json('keys', 'create', 'shop', '--kind', 'client', '--signed', '--expires', until, ...AT)
  expect(made).toMatchObject({ kind: 'client', signed: true, expiresAt: '2099-01-31T00:00:00.000Z' })
  const { out } = await me.halyard(['keys', 'list', ...AT])
  expect(out).toContain(String(made['clientId']))
  expect(out).toMatch(/client, signed +shop +until 2099/)
})

test('a rotated key goes on for the grace, and one that ends now is asked about', async () => {
  const { me } = await world()
  const { id } = await me.json<{ id: string }>('keys', 'create', 'x', '--kind', 'sdk', ...AT)
  const rotated = await me.halyard(['keys', 'rotate', id, '--grace', '3600', ...AT])
  expect(rotated).toMatchObject({ exit: 0, out: expect.stringMatching(/^hal_sdk_\w+\n$/) })
  expect(rotated.err).toContain('the old one goes on until')
  expect(rotated.err).not.toContain('hal_sdk_')
  expect((await me.json<Listed>('keys', 'list', ...AT)).items).toHaveLength(2)
  expect(await me.halyard(['keys', 'rotate', id, '--grace', '0', ...AT])).toMatchObject({ exit: 2, out: '' })
  expect((await me.halyard(['keys', 'rotate', id, '--grace', '0', '--yes', ...AT])).err).toContain(
    'the old one has ended',
  )
  expect((await me.json<Listed>('keys', 'list', ...AT)).items.map((one) => one.id)).not.toContain(id)
})

test('a revoked key is out of the list, and revoking it again is no mistake', async () => {
  const { me, server } = await world()
  await server.admin.patch(environmentPath(), { protected: true })
  const { id } = await me.json<{ id: string }>('keys', 'create', 'x', '--kind', 'sdk', '--reason', 'a start', ...AT)
  const revoke = ['keys', 'revoke', id, '--yes', ...AT]
  expect(await me.halyard(revoke)).toMatchObject({ exit: 1, err: expect.stringContaining('--reason') })
  expect((await me.halyard([...revoke, '--reason', 'in a chat'])).out).toContain(`revoked SDK key "x" (${id})`)
  expect((await me.halyard(['keys', 'list', ...AT])).out).toBe('default/production has no keys in force\n')
  expect((await me.halyard(['keys', 'list', '--all', ...AT])).out).toContain('revoked')
  expect(await me.halyard(['keys', 'revoke', id, ...AT])).toMatchObject({ exit: 0 })
  const unknown = await me.halyard(['keys', 'revoke', 'nope', ...AT])
  expect(unknown).toMatchObject({ exit: 1, err: expect.stringContaining('halyard keys list') })
})
