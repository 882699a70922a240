/** A small world that the operations' examples are about; for tests. */
import type { Operation } from '@halyard/admin-api'
import type { TestAdmin } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const SHOP = '/projects/shop'
const PRODUCTION = `${SHOP}/environments/production`

/** What the examples are about; `:name` in an example stands for the id of what was made here under that name. */
export async function openWorld(): Promise<{ readonly admin: TestAdmin; readonly ids: ReadonlyMap<string, string> }> {
  const admin = await openTestAdmin()
  const ids = new Map<string, string>()
  const make = async (method: string, path: string, body?: unknown, name?: string, who = 'admin'): Promise<void> => {
    const made = await admin.call(method, path, body, { authorization: `Bearer ${who}` })
    if (made.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(made.body)}`)
    if (name !== undefined) ids.set(`:${name}`, String(made.body.id))
  }
  await make('POST', '/projects', { key: 'empty' })
  await make('POST', '/projects', { key: 'shop' })
  for (const key of ['development', 'production']) await make('POST', `${SHOP}/environments`, { key })
  await make('POST', `${SHOP}/flags`, { key: 'new-checkout', tags: ['payments'] })
  await make('PATCH', `${PRODUCTION}/flags/new-checkout`, { enabled: true })
  await make('PUT', `${PRODUCTION}/segments/employees`, { included: ['u-1'] })
  await make('POST', `${PRODUCTION}/keys`, { kind: 'sdk', name: 'backend' }, 'key')
  const change = { flags: { 'new-checkout': { enabled: false } } }
  await make('POST', `${PRODUCTION}/change-requests`, change, 'request', 'editor')
  await make('POST', `${PRODUCTION}/change-requests`, change, 'own-request')
  await make('POST', `${PRODUCTION}/change-requests`, { ...change, draft: true }, 'draft')
  await make('POST', '/tokens', { name: 'pipeline', role: 'viewer' }, 'token')
  const url = 'https://hooks.example.com/halyard'
  await make('POST', `${SHOP}/webhooks`, { url, enabled: false }, 'webhook')
  await make('POST', `${SHOP}/webhooks/${ids.get(':webhook')}/ping`, undefined, 'delivery')
  return { admin, ids }
}

/** The example's path and query. */
export function requestOf({ path, example }: Operation, ids: ReadonlyMap<string, string>): string {
  const params: Readonly<Record<string, string>> = example.params
  const place = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name] ?? ''
    return ids.get(value) ?? value
  })
  const query = new URLSearchParams(
    Object.entries(example.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  )
  return query.size === 0 ? place : `${place}?${query}`
}
