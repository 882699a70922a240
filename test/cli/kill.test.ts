import { expect, test } from 'vitest'
import { environmentPath, type Json } from '../support/admin.ts'
import { type App, startApp } from '../support/app.ts'
import { type Person, person } from '../support/cli.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { arrival, until } from '../support/settle.ts'

const { keep } = lifetime()
const FLAG = `${environmentPath()}/flags/checkout`
const KILL = ['kill', 'checkout', '-e', 'production']

async function world(count: number): Promise<{ server: ServerProcess; apps: App[]; me: Person }> {
  const server = keep(await startServer())
  for (const key of ['checkout', 'refunds']) {
    await server.admin.post('/projects/default/flags', { key, tags: ['payments'] })
    await server.admin.patch(`${environmentPath()}/flags/${key}`, { enabled: true })
  }
  const { revision } = await server.admin.get(`${environmentPath()}/flags/refunds`)
  const { credential } = await server.admin.key('sdk')
  const apps: App[] = []
  for (let n = 0; n < count; n++) apps.push(keep(await startApp({ url: server.url, sdkKey: credential })))
  for (const app of apps) await arrival(app, revision)
  return { server, apps, me: keep(await person(server.url)) }
}

test('a kill is told once every app has confirmed it, and it is true; a restore alike', async () => {
  const { apps, me } = await world(3)
  const killed = await me.halyard([...KILL, '--reason', 'checkout errors', '--wait', '30'])
  expect(killed).toMatchObject({ exit: 0, err: '' })
  expect(killed.out).toMatch(/^killed: 3 of 3 confirmed, the slowest after [\d.]+ ms\n/)
  expect(killed.out).toContain('checkout in default/production serves off to everyone')
  for (const app of apps) expect(await app.call('boolean', 'checkout', true)).toBe(false)
  const restored = await me.halyard(['restore', 'checkout', '-e', 'production', '--wait', '30'])
  expect(restored.out).toMatch(/^restored: 3 of 3 confirmed/)
  for (const app of apps) expect(await app.call('boolean', 'checkout', false)).toBe(true)
})

test('whoever mistypes the environment is told which there are', async () => {
  const { me } = await world(0)
  const refused = await me.halyard(['kill', 'checkout', '-e', 'prod'])
  expect(refused).toMatchObject({ exit: 1, out: '' })
  expect(refused.err).toContain('The project "default" has no environment "prod".')
  expect(refused.err).toMatch(/there are: .*production/)
  const elsewhere = await me.halyard(['kill', 'checkout', '-e', 'production', '--project', 'shop'])
  expect(elsewhere.err).toContain('there are: default')
})

test('an app that does not answer is named; the flag is killed all the same, and --require-all says 1', async () => {
  const { apps, me, server } = await world(2)
  const [frozen, awake] = apps
  const { items } = await server.admin.get(`${environmentPath()}/connections`)
  const names = (items as Json[]).map(({ instance }) => String(instance))
  process.kill(frozen?.pid ?? 0, 'SIGSTOP')
  try {
    // Asked again as a person would: on a busy machine the one that is awake may take its time.
    const killed = await until(
      'the one that is awake confirms',
      () => me.halyard([...KILL, '--wait', '1']),
      ({ out }) => out.includes('killed: 1 of 2 confirmed'),
    )
    expect(killed.exit).toBe(0)
    expect(names.filter((name) => killed.out.includes(name))).toHaveLength(1)
    expect(await awake?.call('boolean', 'checkout', true)).toBe(false)
    const again = await me.halyard([...KILL, '--wait', '1', '--require-all'])
    expect(again.exit).toBe(1)
  } finally {
    process.kill(frozen?.pid ?? 0, 'SIGCONT')
  }
  const last = await me.halyard([...KILL, '--wait', '30', '--require-all'])
  expect(last).toMatchObject({ exit: 0, out: expect.stringContaining('2 of 2 confirmed') })
})

test('a tag kills all flags that have it; a dry run kills none', async () => {
  const { apps, me, server } = await world(1)
  const byTag = ['kill', '--tag', 'payments', '-e', 'production', '--wait', '30']
  expect((await me.halyard([...byTag, '--dry-run'])).out).toContain('would be killed: 2 flags tagged payments')
  expect(await server.admin.get(FLAG)).toMatchObject({ killed: false })
  const { out } = await me.halyard(byTag)
  expect(out).toContain('killed: 1 of 1 confirmed')
  for (const key of ['checkout', 'refunds']) {
    expect(out).toContain(`\n  ${key}\n`)
    expect(await apps[0]?.call('boolean', key, true)).toBe(false)
  }
  const misspelt = await me.halyard(['kill', '--tag', 'paymens', '-e', 'production'])
  expect(misspelt.exit).toBe(1)
  expect(misspelt.err).toContain('payments')
})

test('scripts get the figures', async () => {
  const { me } = await world(1)
  expect(await me.json(...KILL, '--wait', '30')).toMatchObject({
    flag: 'checkout',
    killed: true,
    connected: 1,
    applied: 1,
  })
})
