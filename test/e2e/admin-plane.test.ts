/** The admin plane by its typed client alone: from a new project to a change that two people agreed on, and the audit. */

import { join } from 'node:path'
import { AdminApiError, type AdminClient, createAdminClient } from '@halyard/admin-api'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { lifetime } from '../support/lifetime.ts'
import { ADMIN_TOKEN, type ServerProcess, startServer } from '../support/server.ts'

const { keep } = lifetime('all')
const project = 'shop'
const place = { project, environment: 'production' }
const checkout = { ...place, flag: 'new-checkout' }

/** The refusal that a call rejects with. */
async function refusalOf(call: Promise<unknown>): Promise<AdminApiError> {
  const error: unknown = await call.then(
    () => new Error('It was not refused'),
    (reason: unknown) => reason,
  )
  if (error instanceof AdminApiError) return error
  throw error
}

describe('a team and its auditor', () => {
  let server: ServerProcess
  let root: AdminClient
  let ana: AdminClient
  let ben: AdminClient
  let pager: AdminClient
  let auditor: AdminClient
  let revisionAtFive: number

  beforeAll(async () => {
    server = keep(await startServer())
    const clientOf = (token: string): AdminClient => createAdminClient({ url: server.url, token })
    root = clientOf(ADMIN_TOKEN)
    await root.projects.create({}, { key: project, name: 'Shop' })
    for (const key of ['staging', 'production']) await root.environments.create({ project }, { key })
    const hire = async (name: string, role: 'editor' | 'operator' | 'viewer'): Promise<AdminClient> => {
      const { secret = '' } = await root.tokens.create({}, { name, role, projects: [project] })
      return clientOf(secret)
    }
    ana = await hire('ana', 'editor')
    ben = await hire('ben', 'editor')
    pager = await hire('pager', 'operator')
    auditor = await hire('auditor', 'viewer')
  })

  test('a flag, its rules, and a promotion from staging', async () => {
    await ana.flags.create({ project }, { key: 'new-checkout', tags: ['payments'], owner: 'payments' })
    await ana.segments.put({ ...place, segment: 'staff' }, { included: ['u-1'] })
    await ana.segments.put({ project, environment: 'staging', segment: 'staff' }, { included: ['u-1'] })
    const weights = { on: 5_000, off: 95_000 }
    await ana.configurations.update(
      { ...checkout, environment: 'staging' },
      {
        enabled: true,
        rules: [{ id: 'staff', if: { segment: 'staff' }, serve: { variant: 'on' } }],
        fallthrough: { split: { weights } },
      },
    )
    const promoted = await ana.flags.copy({ project, flag: 'new-checkout' }, { from: 'staging', to: 'production' })
    expect(promoted).toMatchObject({ environment: 'production', enabled: true, fallthrough: { split: { weights } } })
    revisionAtFive = promoted.revision
    const { flags } = await ana.environments.evaluate(place, { context: { targetingKey: 'u-1' } })
    expect(flags['new-checkout']).toMatchObject({ variant: 'on', summary: 'on: TARGETING_MATCH by rule staff' })
  })

  test('a lost update is refused, with what changed meanwhile', async () => {
    const { version } = await ana.configurations.get(checkout)
    await ben.configurations.update(checkout, { offVariant: null })
    const refused = await refusalOf(ana.configurations.update(checkout, { enabled: false }, { ifMatch: version }))
    expect([refused.status, refused.problem.changed]).toEqual([412, ['/offVariant']])
    await ben.configurations.update(checkout, { offVariant: 'off' })
  })

  test('production is protected: one asks, another approves, and then it is applied as one revision', async () => {
    await root.environments.update(place, { protected: true, reason: 'customers' })
    const ramp = { fallthrough: { split: { weights: { on: 25_000, off: 75_000 } } } }
    expect((await refusalOf(ana.configurations.update(checkout, { ...ramp, reason: 'go' }))).code).toBe(
      'approval-required',
    )
    const request = await ana.changeRequests.create(place, { flags: { 'new-checkout': ramp }, reason: '5 % was fine' })
    const one = { ...place, id: request.id }
    expect((await refusalOf(ana.changeRequests.approve(one))).code).toBe('own-change-request')
    await ben.changeRequests.approve(one, { reason: 'graphs look good' })
    const applied = await ana.changeRequests.apply(one)
    expect(applied).toMatchObject({ state: 'applied', approvals: [{ by: { name: 'ben' } }] })
    expect((await ana.configurations.get(checkout)).fallthrough).toMatchObject({ split: { weights: { on: 25_000 } } })
  })

  test('the pager kills without asking anybody, and may nothing else', async () => {
    expect(await pager.configurations.kill(checkout)).toMatchObject({ killed: true })
    expect((await refusalOf(pager.configurations.update(checkout, { enabled: true, reason: 'x' }))).status).toBe(403)
    const restored = await pager.configurations.restore(checkout, { reason: 'a false alarm' })
    expect(restored).toMatchObject({ killed: false, fallthrough: { split: { weights: { on: 25_000 } } } })
  })

  test('a rollback goes the way of every change', async () => {
    const refused = await refusalOf(
      ana.configurations.rollBack(checkout, { revision: revisionAtFive, reason: 'too fast' }),
    )
    expect(refused.code).toBe('approval-required')
    await root.environments.update(place, { requiredApprovals: 0, reason: 'an incident' })
    await ana.configurations.rollBack(checkout, { revision: revisionAtFive, reason: 'too fast' })
    expect((await ana.configurations.get(checkout)).fallthrough).toMatchObject({ split: { weights: { on: 5_000 } } })
  })

  test('the auditor finds all of it, with who and why; and one altered byte is found', async () => {
    const { items } = await auditor.audit.list({ project, flag: 'new-checkout', environment: 'production' })
    expect(items.map(({ action, actor, reason }) => [action, actor.name, reason])).toEqual([
      ['configuration.rollback', 'ana', 'too fast'],
      ['flag.restore', 'pager', 'a false alarm'],
      ['flag.kill', 'pager', null],
      ['configuration.update', 'ana', '5 % was fine'],
      ['configuration.update', 'ben', null],
      ['configuration.update', 'ben', null],
      ['configuration.copy', 'ana', null],
      ['flag.create', 'ana', null],
    ])
    const sound = await auditor.audit.verify({ project })
    expect(sound).toMatchObject({ valid: true, entries: sound.head.seq })
    const seq = items.at(-1)?.seq ?? 0
    const database = new Database(join(server.dataDir, 'halyard.db'))
    const shop = '(SELECT id FROM projects WHERE key = ?)'
    const alter = database.prepare(
      `UPDATE audit SET actor = replace(actor, 'ana', 'ann') WHERE seq = ? AND project_id = ${shop}`,
    )
    expect(alter.run(seq, project).changes).toBe(1)
    database.close()
    expect(await auditor.audit.verify({ project })).toMatchObject({ valid: false, firstBadSeq: seq })
  })
})
