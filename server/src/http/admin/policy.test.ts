/** Every operation, asked by every role from every reach: what the table says is what happens. */
import type { Operation, Permission, Role } from '@halyard/admin-api'
import { listOperations, ROLES } from '@halyard/admin-api'
import { expect, test } from 'vitest'
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

/** What an operation answers, judged by its path alone. */
function expectedOf({ path, permission }: Operation, role: Role, reach: Reach): 'allowed' | 403 | 404 {
  if (path.includes(':environment') && reach.startsWith('another')) return 404
  if (path.includes(':project') && reach === 'another project') return 404
  return mayDo(role, permission) ? 'allowed' : 403
}

/** Project-wide changes need a token that is not confined to environments. */
const EVERYWHERE: readonly Permission[] = [
  'flag.write',
  'project.write',
  'project.delete',
  'environment.write',
  'webhook.write',
]

test.each(listOperations())('%s answers each role and reach as the table says', async (_, operation) => {
  const { admin, ids } = await openWorld()
  const { method, path, permission, query, example } = operation
  // Nothing is changed, so that each asks in the same world.
  const place = requestOf(operation, ids)
  const isTried = 'dryRun' in query.shape
  const request = isTried ? `${place}${place.includes('?') ? '&' : '?'}dryRun=true` : place
  for (const role of ROLES) {
    for (const [reach, scope] of Object.entries(REACHES) as [Reach, object][]) {
      const { body } = await admin.call('POST', '/tokens', { name: 'walker', role, ...scope })
      const headers = { authorization: `Bearer ${String(body.secret)}` }
      const { status, body: answer } = await admin.call(method, request, example.body, headers)
      const isWide = 'environments' in scope && !path.includes(':environment') && EVERYWHERE.includes(permission)
      const expected = expectedOf(operation, role, reach)
      const told = `${role}, ${reach}: ${status} ${JSON.stringify(answer)}`
      if (expected === 404) expect(status, told).toBe(404)
      else if (expected === 403 || isWide) expect(status, told).toBe(403)
      else if (!isOthers(operation, reach)) expect(status, told).toBeLessThan(300)
    }
  }
})

/** Operations whose example is about what this token does not reach, or did not make. */
function isOthers({ path, method }: Operation, reach: Reach): boolean {
  return (
    (path.startsWith('/tokens') && reach !== 'everything') ||
    (path === '/projects' && method === 'POST' && reach !== 'everything') ||
    path.includes('/change-requests/:id') ||
    path.endsWith('/copy')
  )
}

const OF_ONE_FLAG = listOperations().filter(([, { path }]) => path.includes('/flags/:flag'))

test.each(OF_ONE_FLAG)('%s of an archived flag reads, and writes nothing that is served', async (name, operation) => {
  const { admin, ids } = await openWorld()
  await admin.call('DELETE', '/projects/shop/flags/new-checkout')
  const { status, body } = await admin.call(operation.method, requestOf(operation, ids), operation.example.body)
  if (operation.method === 'GET' || name === 'flags.delete') expect(status, JSON.stringify(body)).toBeLessThan(300)
  else expect([status, body.code]).toEqual([409, 'flag-archived'])
})

test('the routes and what each asks for', async () => {
  const routes = listOperations().map(([name, { method, path, permission }]) => {
    return `${permission.padEnd(20)} ${method.padEnd(6)} ${path} (${name})`
  })
  await expect(`${routes.join('\n')}\n`).toMatchFileSnapshot('./routes.snapshot.txt')
})
