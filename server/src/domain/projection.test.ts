import { hashedMember } from '@halyard/evaluator'
import { expect, test } from 'vitest'
import type { TestAdmin } from '../http/admin/test-admin.ts'
import { openTestAdmin } from '../http/admin/test-admin.ts'

const HERE = '/projects/default/environments/production'

async function clientBytes({ store, history }: TestAdmin): Promise<string> {
  const id = await store.read({ project: 'default', environments: ['production'] }, (state) => ({
    id: state.environments.get('production')?.environment.id ?? '',
  }))
  const state = await history.load('id' in id ? id.id : '')
  const since = await history.since(state?.environmentId ?? '', 'client', 0)
  return JSON.stringify([state?.audiences.client, since])
}

/** A flag whose every field that clients must not see holds a secret. */
async function plantSecrets(admin: TestAdmin): Promise<void> {
  const flag = (key: string, extra = {}) =>
    admin.call('POST', '/projects/default/flags', {
      key,
      name: 'SECRET-name',
      description: 'SECRET-description',
      owner: 'SECRET-owner',
      tags: ['SECRET-tag'],
      expiresAt: '2030-01-01T00:00:00Z',
      ...extra,
    })
  await flag('shown', { exposeToClients: true, metadata: { team: 'public-team' } })
  await flag('needed', {
    type: 'string',
    variants: { a: 'SECRET-value', b: 'SECRET-value' },
    metadata: { note: 'SECRET-metadata' },
  })
  await flag('SECRET-unexposed', { type: 'string', variants: { a: 'SECRET-value' } })
  await admin.call('PUT', `${HERE}/segments/staff`, {
    name: 'SECRET-name',
    description: 'SECRET-description',
    included: ['SECRET-member'],
    excluded: ['SECRET-excluded'],
    if: { attribute: 'email', op: 'in', value: ['SECRET-email'], ignoreCase: true },
  })
  await admin.call('PUT', `${HERE}/segments/SECRET-segment`, { included: ['SECRET-member'] })
  await admin.call('PATCH', `${HERE}/flags/needed`, {
    rules: [{ if: { segment: 'staff' }, serve: { variant: 'a' } }],
    reason: 'SECRET-reason',
  })
  await admin.call('PATCH', `${HERE}/flags/shown`, {
    prerequisites: [{ flag: 'needed', variant: 'a' }],
    targets: [{ values: ['SECRET-target'], variant: 'on' }],
    rules: [{ if: { not: { attribute: 'plan', op: 'in', value: ['SECRET-plan'] } }, serve: { variant: 'on' } }],
  })
  await admin.call('POST', `${HERE}/keys`, { kind: 'sdk', name: 'SECRET-key' })
}

test('no byte that a client can get holds a secret', async () => {
  const admin = await openTestAdmin()
  await plantSecrets(admin)
  const bytes = await clientBytes(admin)
  expect(bytes).not.toContain('SECRET')
  expect(bytes).toContain('public-team')
  expect(Object.keys(JSON.parse(bytes)[0].items).length).toBe(3)
})

test('a prerequisite comes hidden, with the names of its variants and no values', async () => {
  const admin = await openTestAdmin()
  await plantSecrets(admin)
  const [{ items }] = JSON.parse(await clientBytes(admin))
  const needed = items.find(({ key }: { key: string }) => key === 'needed').item
  expect(needed).toMatchObject({ hidden: true, variants: { a: null, b: null } })
  expect(needed).not.toHaveProperty('metadata')
})

test('lists are hashed with the salt of the environment, lower-cased where case is ignored', async () => {
  const admin = await openTestAdmin()
  await plantSecrets(admin)
  const states = await Promise.all((await admin.history.environmentIds()).map((id) => admin.history.load(id)))
  const production = states.find((state) => state?.environment === 'production')
  const salt = production?.hashSalt ?? ''
  const staff = production?.audiences.client.items.find(({ key }) => key === 'staff')?.item
  expect(staff).toMatchObject({
    included: { hashed: [hashedMember(salt, 'SECRET-member')] },
    if: { value: { hashed: [hashedMember(salt, 'secret-email')] } },
  })
})

test('what is no longer exposed leaves, with everything that only it needed', async () => {
  const admin = await openTestAdmin()
  await plantSecrets(admin)
  await admin.call('PATCH', '/projects/default/flags/shown', { exposeToClients: false })
  const [state, since] = JSON.parse(await clientBytes(admin))
  expect(state.items).toEqual([])
  expect(state.digest).toBe('0'.repeat(16))
  expect(since.map(({ item }: { item: unknown }) => item)).toEqual([null, null, null])
})
