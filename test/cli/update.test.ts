import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { startApp } from '../support/app.ts'
import { person } from '../support/cli.ts'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'
import { arrival, until } from '../support/settle.ts'

const { keep } = lifetime()
const FLAG = '/projects/default/flags/checkout'
const HERE = `${environmentPath()}/flags/checkout`

async function world() {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: 'checkout', tags: ['payments'], owner: 'team a' })
  return { server, me: keep(await person(server.url)) }
}

test('a flag’s own fields change, its tags one by one; a dry run changes nothing', async () => {
  const { me, server } = await world()
  const change = ['flags', 'update', 'checkout', '--tag', 'ui', '--owner', '', '--kind', 'ops', '--reason', 'moved']
  const tried = await me.halyard([...change, '--dry-run'])
  expect(tried).toMatchObject({ exit: 0, err: '' })
  expect(tried.out).toBe(
    'would change checkout:\n  owner: "team a" → null\n  kind: "release" → "ops"\n  tags: ["payments"] → ["payments","ui"]\n',
  )
  expect(await server.admin.get(FLAG)).toMatchObject({ owner: 'team a', tags: ['payments'] })
  expect((await me.halyard(change)).out).toContain('changed checkout:')
  expect(await server.admin.get(FLAG)).toMatchObject({ owner: null, kind: 'ops', tags: ['payments', 'ui'] })
  expect((await me.halyard(change)).out).toContain('is so already')
  expect(await me.json('flags', 'update', 'checkout', '--untag', 'payments')).toMatchObject({ tags: ['ui'] })
  const misspelt = await me.halyard(['flags', 'update', 'checkout', '--untag', 'iu'])
  expect(misspelt).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('it has: ui') })
  const { items } = await me.json<{ items: { reason: string | null }[] }>('audit', 'list', '--action', 'flag.update')
  expect(items.map(({ reason }) => reason)).toEqual([null, 'moved'])
})

test('before browsers may see a flag it is said what they see; a script needs --yes, a protected place more', async () => {
  const { me, server } = await world()
  const email = { attribute: 'email', op: 'endsWith', value: ['@ours.example'] }
  await server.admin.patch(HERE, { enabled: true, rules: [{ if: email, serve: { variant: 'on' } }] })
  const expose = ['flags', 'update', 'checkout', '--expose']
  const asked = await me.halyard(expose)
  expect(asked).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('email endsWith ["@ours.example"]') })
  expect(asked.err).toContain('--yes')
  expect(await server.admin.get(FLAG)).toMatchObject({ exposeToClients: false })
  expect(await me.json(...expose, '--yes')).toMatchObject({ exposeToClients: true, reveals: expect.any(Array) })
  await server.admin.patch(environmentPath(), { protected: true })
  const refused = await me.halyard(['flags', 'update', 'checkout', '--hide', '--reason', 'oops'])
  expect(refused).toMatchObject({ exit: 1, out: '' })
  expect(refused.err).toContain('halyard flags disable checkout -e <environment> --request')
  expect(await server.admin.get(FLAG)).toMatchObject({ exposeToClients: true })
})

test('an archived flag is served to nobody, and comes back as it was', async () => {
  const { me, server } = await world()
  const { revision } = await server.admin.patch(HERE, { enabled: true })
  const { credential } = await server.admin.key('sdk')
  const app = keep(await startApp({ url: server.url, sdkKey: credential }))
  await arrival(app, Number(revision))
  const archive = ['flags', 'archive', 'checkout']
  const asked = await me.halyard(archive)
  expect(asked).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('it is on in production') })
  expect((await me.halyard([...archive, '--dry-run'])).out).toContain('would be archived: checkout')
  expect(await server.admin.get(FLAG)).toMatchObject({ archived: false })
  const archived = await me.halyard([...archive, '--yes', '--reason', 'done with it'])
  expect(archived).toMatchObject({ exit: 0, err: '', out: expect.stringContaining('flags unarchive checkout') })
  await until(
    'the app has its own default',
    () => app.call('boolean', 'checkout', false),
    (value) => value === false,
  )
  expect((await me.halyard([...archive, '--yes'])).out).toBe('checkout is archived already\n')
  const enabling = await me.halyard(['flags', 'enable', 'checkout', '-e', 'production'])
  expect(enabling).toMatchObject({ exit: 1, err: expect.stringContaining('halyard flags unarchive') })
  expect((await me.halyard(['flags', 'unarchive', 'checkout'])).exit).toBe(2)
  const back = await me.halyard(['flags', 'unarchive', 'checkout', '--yes'])
  expect(back).toMatchObject({ exit: 0, out: expect.stringContaining('production: on, serves on') })
  await until(
    'the app gets it again',
    () => app.call('boolean', 'checkout', false),
    (value) => value === true,
  )
  const { items } = await me.json<{ items: { action: string; reason: string | null }[] }>('audit', 'list')
  expect(items).toContainEqual(expect.objectContaining({ action: 'flag.archive', reason: 'done with it' }))
})

test('a flag that others wait for is not archived, and nobody is asked first', async () => {
  const { me, server } = await world()
  await server.admin.post('/projects/default/flags', { key: 'refunds' })
  await server.admin.patch(`${environmentPath()}/flags/refunds`, {
    prerequisites: [{ flag: 'checkout', variant: 'on' }],
  })
  const refused = await me.halyard(['flags', 'archive', 'checkout'])
  expect(refused).toMatchObject({ exit: 1, out: '', err: expect.stringContaining('"refunds" in "production"') })
})

test('what everyone gets while a flag is off: chosen, none, or asked for where it is protected', async () => {
  const { me, server } = await world()
  const set = (...more: string[]) => me.halyard(['flags', 'off-variant', 'checkout', ...more, '-e', 'production'])
  expect((await set('on', '--dry-run')).out).toContain('would be off, serves on')
  expect(await server.admin.get(HERE)).toMatchObject({ offVariant: 'off' })
  expect((await set('on')).out).toContain('while it is off or killed, everyone gets on')
  expect(await server.admin.get(HERE)).toMatchObject({ offVariant: 'on' })
  expect((await set('--none')).out).toContain('everyone gets the default in the code')
  expect(await server.admin.get(HERE)).toMatchObject({ offVariant: null })
  expect(await set('purple')).toMatchObject({ exit: 1, err: expect.stringContaining('a variant of the flag: on, off') })
  await server.admin.patch(environmentPath(), { protected: true })
  expect((await set('off')).err).toContain('--request')
  expect((await set('off', '--request', 'Back to off', '--reason', 'usual')).out).toContain('asked for')
})
