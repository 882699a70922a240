/** Every operation, asked by every role from every reach: what the table says is what happens. */
import type { Operation, Permission, Role } from '@halyard/admin-api'
import { listOperations, ROLES } from '@halyard/admin-api'
import { beforeAll, describe, expect, test } from 'vitest'
import type { TestAdmin } from './test-admin.ts'
import { openWorld, requestOf } from './test-world.ts'

/** Written down a second time, by hand: who holds what, from the text of docs/security.md. */
const LEAST: Readonly<Record<Permission, Role>> = {
  'project.read': 'viewer',
  'audit.read': 'viewer',
  'flag.kill': 'operator',
  'flag.write': 'editor',
  'configuration.write': 'editor',
  'segment.write': 'editor',
  'change.request': 'editor',
  'change.approve': 'editor',
  'project.create': 'admin',
  'project.write': 'admin',
  'project.delete': 'admin',
  'environment.write': 'admin',
  'key.write': 'admin',
  'token.write': 'admin',
  'webhook.write': 'admin',
}

const REACHES = {
  everything: {},
  'its project and environment': {
    projects: ['shop', 'warehouse', 'empty'],
    environments: ['production', 'development', 'staging'],
  },
  'another project': { projects: ['elsewhere'] },
  'another environment': { projects: ['shop', 'warehouse', 'empty'], environments: ['elsewhere'] },
} as const

type Reach = keyof typeof REACHES

function mayDo(role: Role, permission: Permission): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST[permission])
}

/** Nobody who is confined to environments makes what reaches all of them. */
const EVERYWHERE: readonly Permission[] = [
  'flag.write',
  'project.create',
  'project.write',
  'project.delete',
  'environment.write',
  'webhook.write',
]

type Expected = 'allowed' | 403 | 404

/** What an operation answers, judged by its path alone. */
function expectedOf({ path, permission }: Operation, role: Role, reach: Reach): Expected {
  if (path.includes(':environment') && reach.startsWith('another')) return 404
  if (path.includes(':project') && reach === 'another project') return 404
  if (!mayDo(role, permission)) return 403
  const isConfined = 'environments' in REACHES[reach]
  return isConfined && !path.includes(':environment') && EVERYWHERE.includes(permission) ? 403 : 'allowed'
}

const onlyOfOthers = (reach: Reach): Expected => (reach === 'everything' ? 'allowed' : 404)

const onlyUnconfined = (reach: Reach): Expected => (reach === 'everything' ? 'allowed' : 403)

/** Where what the path names lets somebody in, and what the example is about does not. */
const BEYOND_THE_PATH: Readonly<Record<string, (reach: Reach) => Expected>> = {
  // The example makes a project that the token does not reach.
  'projects.create': (reach) => (reach === 'another project' ? 404 : 'allowed'),
  // From production to development.
  'flags.copy': (reach) => (reach === 'another environment' ? 404 : 'allowed'),
  // Somebody else asked for it.
  'changeRequests.update': () => 403,
  'changeRequests.submit': () => 403,
  'changeRequests.withdraw': () => 403,
  // For production of all projects.
  'tokens.create': (reach) => (reach === 'everything' ? 'allowed' : 403),
  // One that reaches everything.
  'tokens.get': onlyOfOthers,
  'tokens.delete': onlyOfOthers,
  // Of production, named in the query; of the project, alike.
  'audit.list': (reach) => (reach === 'another environment' ? 404 : 'allowed'),
  'events.stream': (reach) => (reach === 'another project' ? 404 : 'allowed'),
  // Of what belongs to no project.
  'audit.listInstallation': onlyUnconfined,
  'audit.exportInstallation': onlyUnconfined,
  'audit.verifyInstallation': onlyUnconfined,
}

type World = Awaited<ReturnType<typeof openWorld>>

/** Whoever may ask, and the headers of who does. */
async function holders(admin: TestAdmin): Promise<readonly (readonly [Role, Reach, { authorization: string }])[]> {
  const made: [Role, Reach, { authorization: string }][] = []
  for (const role of ROLES) {
    for (const [reach, scope] of Object.entries(REACHES) as [Reach, object][]) {
      made.push([role, reach, await holding(admin, role, scope)])
    }
  }
  return made
}

describe('by role and reach', () => {
  let world: World
  let all: Awaited<ReturnType<typeof holders>>
  beforeAll(async () => {
    world = await openWorld()
    all = await holders(world.admin)
  })

  test.each(listOperations())('%s answers each role and reach as the table says', async (name, operation) => {
    const { admin, ids } = world
    const { method, example } = operation
    for (const [role, reach, headers] of all) {
      const { status, body } = await admin.call(method, triedOf(operation, ids), example.body, headers)
      const byPath = expectedOf(operation, role, reach)
      const expected = byPath === 'allowed' ? (BEYOND_THE_PATH[name]?.(reach) ?? byPath) : byPath
      expect(status < 300 ? 'allowed' : status, `${role}, ${reach}: ${JSON.stringify(body)}`).toBe(expected)
    }
  })
})

/** As who holds a new token. */
async function holding(admin: TestAdmin, role: Role, scope: object): Promise<{ authorization: string }> {
  const { body } = await admin.call('POST', '/tokens', { name: 'walker', role, ...scope })
  return { authorization: `Bearer ${String(body.secret)}` }
}

/** Nothing is changed, so that each asks in the same world. */
function triedOf(operation: Operation, ids: ReadonlyMap<string, string>): string {
  const place = requestOf(operation, ids)
  if (!('dryRun' in operation.query.shape)) return place
  return `${place}${place.includes('?') ? '&' : '?'}dryRun=true`
}

const READS = listOperations().filter(([, { method }]) => method === 'GET')

describe('beyond the reach', () => {
  let world: World
  let confined: { authorization: string }
  beforeAll(async () => {
    world = await openWorld()
    await hide(world.admin)
    const scope = { projects: ['shop'], environments: ['production', 'development'] }
    confined = await holding(world.admin, 'admin', scope)
  })

  test.each(READS)('%s tells a confined token nothing of what lies beyond', async (name, operation) => {
    const { admin, ids } = world
    const place = requestOf(operation, ids)
    const [path = ''] = place.split('?')
    for (const asked of new Set([place, path])) {
      const told = await admin.call('GET', asked, undefined, confined)
      expect(JSON.stringify(told.body)).not.toContain('hidden')
    }
    // What it must not be told is there to be told.
    if (TELLING.has(name)) expect(JSON.stringify((await admin.call('GET', path)).body)).toContain('hidden')
  })
})

/** What tells a token that reaches everything of what is hidden. */
const TELLING: ReadonlySet<string> = new Set([
  'projects.list',
  'environments.list',
  'flags.usage',
  'tokens.list',
  'audit.list',
  'audit.export',
  'audit.listInstallation',
  'audit.exportInstallation',
])

/** What everything is named `hidden` in: another project, another environment, a token for all. */
async function hide(admin: TestAdmin): Promise<void> {
  const shop = '/projects/shop'
  const there = `${shop}/environments/hidden-environment`
  const rules = [{ if: { attribute: 'hidden-attribute', op: 'in', value: ['hidden'] }, serve: { variant: 'on' } }]
  for (const [method, path, body] of [
    ['POST', '/projects', { key: 'hidden-project' }],
    ['POST', '/projects/hidden-project/flags', { key: 'hidden-flag' }],
    ['POST', `${shop}/environments`, { key: 'hidden-environment' }],
    ['PUT', `${there}/segments/hidden-segment`, { included: ['hidden-member'], reason: 'hidden' }],
    ['PATCH', `${there}/flags/new-checkout`, { rules, enabled: true, reason: 'hidden' }],
    ['POST', `${there}/flags/new-checkout/kill`, { reason: 'hidden' }],
    ['POST', `${there}/keys`, { kind: 'sdk', name: 'hidden-key' }],
    ['POST', `${there}/change-requests`, { title: 'hidden', flags: { 'new-checkout': { enabled: false } } }],
    ['PATCH', `${shop}/flags/new-checkout`, { description: 'known to all', exposeToClients: true }],
    ['POST', '/tokens', { name: 'hidden-token', role: 'viewer' }],
  ] as const) {
    const { status, body: answer } = await admin.call(method, path, body)
    expect(status, JSON.stringify(answer)).toBeLessThan(300)
  }
}

const OF_ONE_FLAG = listOperations().filter(([, { path }]) => path.includes('/flags/:flag'))

describe('an archived flag', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
    await world.admin.call('DELETE', '/projects/shop/flags/new-checkout')
  })

  test.each(OF_ONE_FLAG)('%s of an archived flag reads, and writes nothing that is served', async (name, operation) => {
    const { admin, ids } = world
    for (const role of ROLES) {
      const headers = { authorization: `Bearer ${role}` }
      const place = triedOf(operation, ids)
      const { status, body } = await admin.call(operation.method, place, operation.example.body, headers)
      const told = `${role}: ${status} ${JSON.stringify(body)}`
      if (!mayDo(role, operation.permission)) expect([status, body.code], told).toEqual([403, 'forbidden'])
      else if (operation.method === 'GET' || name === 'flags.delete') expect(status, told).toBeLessThan(300)
      else expect([status, body.code], told).toEqual([409, 'flag-archived'])
    }
  })
})

test('the routes and what each asks for', async () => {
  const routes = listOperations().map(([name, { method, path, permission }]) => {
    return `${permission.padEnd(20)} ${method.padEnd(6)} ${path} (${name})`
  })
  await expect(`${routes.join('\n')}\n`).toMatchFileSnapshot('./routes.snapshot.txt')
})
