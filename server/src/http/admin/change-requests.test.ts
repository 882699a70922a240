import { beforeEach, describe, expect, test } from 'vitest'
import type { TestAdmin, TestAnswer } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const HERE = '/projects/default/environments/production'
const FLAG = `${HERE}/flags/checkout`
const REQUESTS = `${HERE}/change-requests`
const HALF = { fallthrough: { split: { weights: { on: 50_000, off: 50_000 } } } }

let admin: TestAdmin

beforeEach(async () => {
  admin = await openTestAdmin()
  await admin.call('POST', '/projects/default/flags', { key: 'checkout' })
  await admin.call('PATCH', FLAG, { enabled: true, fallthrough: { variant: 'off' } })
})

function as(who: string, method: string, path: string, body?: unknown): Promise<TestAnswer> {
  return admin.call(method, path, body, { authorization: `Bearer ${who}` })
}

async function protect(requiredApprovals = 1): Promise<void> {
  await admin.call('PATCH', HERE, { protected: true, requiredApprovals })
}

/** Asked for by an editor, `editor:ana`, unless it says otherwise. */
async function ask(body: object = {}, who = 'editor:ana'): Promise<string> {
  const asked = await as(who, 'POST', REQUESTS, { flags: { checkout: HALF }, reason: 'beta', ...body })
  expect(asked.status, JSON.stringify(asked.body)).toBe(201)
  return `${REQUESTS}/${String(asked.body.id)}`
}

describe('a protected environment', () => {
  test('takes configurations and segments by change request alone, whoever asks', async () => {
    await admin.call('PUT', `${HERE}/segments/staff`, { included: ['u-1'] })
    await protect()
    const reason = 'because'
    const revision = (await admin.call('GET', HERE)).body.revision
    const answers = [
      await admin.call('PUT', FLAG, { enabled: false, fallthrough: { variant: 'on' }, reason }),
      await admin.call('PATCH', FLAG, { enabled: false, reason }),
      await admin.call('POST', `${FLAG}/rollback`, { revision: 1, reason }),
      await admin.call('POST', '/projects/default/flags/checkout/copy', {
        from: 'development',
        to: 'production',
        reason,
      }),
      await admin.call('POST', `${HERE}/changes`, { flags: { checkout: { enabled: false } }, reason }),
      await admin.call('PUT', `${HERE}/segments/staff`, { included: [], reason }),
      await admin.call('DELETE', `${HERE}/segments/staff`, { reason }),
    ]
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [409, 'approval-required']),
    )
    expect(answers[0]?.body.detail).toContain('/environments/production/change-requests')
    expect((await admin.call('GET', HERE)).body.revision).toBe(revision)
  })

  test('is killed without a word and restored with a reason', async () => {
    await protect()
    expect((await as('operator', 'POST', `${FLAG}/kill`)).body).toMatchObject({ killed: true })
    expect((await as('operator', 'POST', `${FLAG}/restore`)).body).toMatchObject({ code: 'reason-required' })
    expect((await as('operator', 'POST', `${FLAG}/restore`, { reason: 'fixed' })).body).toMatchObject({ killed: false })
  })

  test('asks only for a reason where no approval is required', async () => {
    await protect(0)
    expect((await admin.call('PATCH', FLAG, { enabled: false })).body).toMatchObject({ code: 'reason-required' })
    expect((await admin.call('PATCH', FLAG, { enabled: false, reason: 'quiet' })).status).toBe(200)
  })

  test('serves no flag differently because of a change for all environments', async () => {
    await protect()
    const flag = '/projects/default/flags/checkout'
    const reason = 'because'
    for (const [body, path] of [
      [{ variants: { off: true } }, '/variants/off'],
      [{ exposeToClients: true }, '/exposeToClients'],
      [{ salt: 'other' }, '/salt'],
      [{ archived: true }, '/archived'],
    ] as const) {
      const refused = await admin.call('PATCH', flag, { ...body, reason })
      expect(refused.body).toMatchObject({ code: 'approval-required', errors: [{ path }] })
    }
    expect((await admin.call('DELETE', flag, { reason })).body).toMatchObject({ code: 'approval-required' })
    expect((await admin.call('PATCH', flag, { variants: { on: 'no' } })).body).toMatchObject({ code: 'invalid' })
    expect((await admin.call('PATCH', flag, { description: 'The new one' })).status).toBe(200)
    const off = await ask({ flags: { checkout: { enabled: false } } })
    await admin.call('POST', `${off}/approve`)
    await admin.call('POST', `${off}/apply`)
    expect((await admin.call('DELETE', flag)).body).toMatchObject({ code: 'reason-required' })
    expect((await admin.call('DELETE', flag, { reason })).status).toBe(204)
    expect((await admin.call('DELETE', `${flag}?purge=true`)).body).toMatchObject({ code: 'reason-required' })
    expect((await admin.call('DELETE', `${flag}?purge=true`, { reason })).status).toBe(204)
  })
})

describe('a change request', () => {
  test('is approved by somebody else and applied once, to the last range', async () => {
    await protect()
    const segments = { beta: { included: ['u-1'] } }
    const rules = [{ if: { segment: 'beta' }, serve: { variant: 'on' } }]
    const request = await ask({ flags: { checkout: { ...HALF, rules } }, segments, title: 'Beta' })
    const asked = await admin.call('GET', request)
    expect(asked.body).toMatchObject({ state: 'open', title: 'Beta', author: { id: 'editor:ana' }, conflicts: [] })
    expect(asked.body.preview).toMatchObject({
      summary: expect.stringContaining('50 % move'),
      changes: expect.arrayContaining([expect.objectContaining({ path: '/flags/checkout/rules' })]),
    })
    expect((await admin.call('POST', `${request}/apply`)).body).toMatchObject({
      status: 409,
      code: 'approval-required',
    })
    expect((await as('editor:ana', 'POST', `${request}/approve`)).body).toMatchObject({
      status: 403,
      code: 'own-change-request',
    })
    expect((await as('operator', 'POST', `${request}/approve`)).body).toMatchObject({ code: 'forbidden' })
    expect((await as('editor:ben', 'POST', `${request}/approve`, { reason: 'fine' })).status).toBe(200)
    const before = (await admin.call('GET', HERE)).body.revision as number
    const applied = await as('editor:ana', 'POST', `${request}/apply`)
    expect([applied.status, applied.body]).toMatchObject([200, { state: 'applied', revision: before + 1 }])
    const again = await as('editor:ana', 'POST', `${request}/apply`)
    expect([again.status, again.body.version]).toEqual([200, applied.body.version])
    expect((await admin.call('GET', HERE)).body.revision).toBe(before + 1)
    expect((await admin.call('GET', request)).body).toMatchObject({ state: 'applied', revision: before + 1 })
    const { changes } = asked.body.preview as { changes: { path: string; after: unknown }[] }
    const promised = (path: string) => changes.find((change) => change.path === `/flags/checkout/${path}`)?.after
    expect((await admin.call('GET', FLAG)).body).toMatchObject({
      rules: promised('rules'),
      fallthrough: { split: promised('fallthrough/split') },
    })
  })

  test('is never approved by who asked for it, not even by an admin', async () => {
    await protect()
    const request = await ask({}, 'admin')
    const refused = await as('admin', 'POST', `${request}/approve`)
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'own-change-request' }])
    expect((await as('admin', 'POST', `${request}/apply`)).body).toMatchObject({ code: 'approval-required' })
    expect((await admin.call('GET', FLAG)).body).toMatchObject({ fallthrough: { variant: 'off' } })
  })

  test('leaves entries that name it, its author and who approved it', async () => {
    await protect()
    const request = await ask()
    await as('editor:ben', 'POST', `${request}/approve`)
    await as('editor:cleo', 'POST', `${request}/apply`)
    const resource = { type: 'configuration', key: 'checkout', environment: 'production' } as const
    const entry = (await admin.store.entriesSince('default', resource, 2))?.at(-1)
    expect(entry).toMatchObject({
      actor: { id: 'editor:cleo' },
      reason: 'beta',
      changeRequest: { author: { id: 'editor:ana' }, approvers: [{ id: 'editor:ben' }] },
    })
    expect((await admin.call('GET', `${FLAG}/history?limit=1`)).body.items).toMatchObject([
      { changeRequest: { author: { id: 'editor:ana' }, approvers: [{ id: 'editor:ben' }] } },
    ])
    const own = { type: 'change-request', key: request.split('/').at(-1) ?? '', environment: 'production' } as const
    const steps = await admin.store.entriesSince('default', own, 0)
    expect(steps?.map(({ action, actor }) => [action, actor.id])).toEqual([
      ['change-request.create', 'editor:ana'],
      ['change-request.approve', 'editor:ben'],
      ['change-request.apply', 'editor:cleo'],
    ])
  })

  test('waits for as many others as its environment asks for, each counted once', async () => {
    await protect(2)
    const request = await ask()
    await as('editor:ben', 'POST', `${request}/approve`)
    const twice = await as('editor:ben', 'POST', `${request}/approve`)
    expect(twice.body).toMatchObject({ approvals: [{ by: { id: 'editor:ben' } }], requiredApprovals: 2 })
    expect((await admin.call('POST', `${request}/apply`)).body).toMatchObject({ code: 'approval-required' })
    await as('admin', 'POST', `${request}/approve`)
    expect((await admin.call('POST', `${request}/apply`)).status).toBe(200)
  })

  test('is edited by its author alone, and has to be approved anew', async () => {
    await protect()
    const request = await ask()
    await as('editor:ben', 'POST', `${request}/approve`)
    expect((await as('editor:ben', 'PATCH', request, { title: 'Mine' })).body).toMatchObject({ code: 'not-the-author' })
    expect((await as('editor:ana', 'PATCH', request, {})).body.approvals).toHaveLength(1)
    const edited = await as('editor:ana', 'PATCH', request, { flags: { checkout: { fallthrough: { variant: 'on' } } } })
    expect(edited.body).toMatchObject({
      approvals: [],
      preview: { summary: expect.stringContaining('everyone moves') },
    })
    expect((await admin.call('POST', `${request}/apply`)).body).toMatchObject({ code: 'approval-required' })
    const stale = await admin.call('POST', `${request}/approve`, {}, { 'if-match': '"2"' })
    expect([stale.status, stale.body.changed]).toMatchObject([412, expect.arrayContaining(['/approvals'])])
  })

  test('F72 never overwrites what somebody changed since: it says what, until it is taken as the base', async () => {
    const request = await ask()
    await admin.call('PATCH', FLAG, { fallthrough: { variant: 'on' }, maxStalenessMs: 5_000 })
    const refused = await admin.call('POST', `${request}/apply`)
    expect([refused.status, refused.body]).toMatchObject([
      412,
      {
        code: 'change-request-conflict',
        errors: [
          { path: '/flags/checkout/fallthrough/variant' },
          { path: '/flags/checkout/maxStalenessMs', value: 5_000 },
        ],
      },
    ])
    expect((await admin.call('GET', request)).body.conflicts).toMatchObject([
      { path: '/flags/checkout/fallthrough/variant', before: 'off', after: 'on' },
      { path: '/flags/checkout/maxStalenessMs', before: null, after: 5_000 },
    ])
    expect((await as('editor:ana', 'PATCH', request, {})).body).toMatchObject({ conflicts: [] })
    expect((await admin.call('POST', `${request}/apply`)).status).toBe(200)
    expect((await admin.call('GET', FLAG)).body).toMatchObject({ maxStalenessMs: 5_000, ...HALF })
  })

  test('that somebody else has done in the meantime is no conflict, and is applied without another revision', async () => {
    const request = await ask()
    const { revision } = (await admin.call('PATCH', FLAG, HALF)).body
    expect((await admin.call('GET', request)).body.conflicts).toEqual([])
    expect((await admin.call('POST', `${request}/apply`)).body).toMatchObject({ state: 'applied', revision })
    expect((await admin.call('GET', FLAG)).body).toMatchObject({ revision, ...HALF })
  })

  test('F71 a kill while it waits for approval works at once, and is not lifted by it', async () => {
    await protect()
    const request = await ask()
    await as('editor:ben', 'POST', `${request}/approve`)
    expect((await as('operator', 'POST', `${FLAG}/kill`)).body).toMatchObject({ killed: true })
    expect((await admin.call('GET', request)).body.conflicts).toEqual([])
    expect((await admin.call('POST', `${request}/apply`)).status).toBe(200)
    expect((await admin.call('GET', FLAG)).body).toMatchObject({ killed: true, ...HALF })
    expect((await as('operator', 'POST', `${FLAG}/restore`, { reason: 'fixed' })).body).toMatchObject(HALF)
  })

  test('may hold what was got: neither an edit nor a kill since makes it impossible to take a new base', async () => {
    const got = (await admin.call('GET', FLAG)).body
    const flags = { checkout: { ...got, maxStalenessMs: 5_000 } }
    const request = await ask({ flags })
    await admin.call('POST', `${FLAG}/kill`)
    await admin.call('PATCH', FLAG, { enabled: false })
    expect((await admin.call('POST', `${request}/apply`)).body).toMatchObject({ code: 'change-request-conflict' })
    expect((await as('editor:ana', 'PATCH', request, { flags })).body).toMatchObject({ code: 'version-conflict' })
    expect((await as('editor:ana', 'PATCH', request, {})).body).toMatchObject({ version: 2, conflicts: [] })
    expect((await admin.call('POST', `${request}/apply`)).status).toBe(200)
    expect((await admin.call('GET', FLAG)).body).toMatchObject({ enabled: true, killed: true, maxStalenessMs: 5_000 })
  })

  test('goes with its environment', async () => {
    await ask()
    expect((await admin.call('DELETE', HERE)).status).toBe(204)
    await admin.call('POST', '/projects/default/environments', { key: 'production' })
    expect((await admin.call('GET', REQUESTS)).body.items).toEqual([])
  })

  test('is refused when it is applied to what can no longer be', async () => {
    await admin.call('PUT', `${HERE}/segments/staff`, { included: ['u-1'] })
    const request = await ask({
      flags: { checkout: { rules: [{ if: { segment: 'staff' }, serve: { variant: 'on' } }] } },
    })
    await admin.call('DELETE', `${HERE}/segments/staff`)
    const refused = await admin.call('POST', `${request}/apply`)
    expect(refused.body).toMatchObject({ code: 'invalid', errors: [{ path: '/flags/checkout/rules/0/if' }] })
  })

  test('says another value of a variant is another request', async () => {
    const request = await ask({ flags: { checkout: { fallthrough: { variant: 'on' } } } })
    await admin.call('POST', '/projects/default/flags', {
      key: 'color',
      type: 'string',
      variants: { a: 'red', b: 'blue' },
    })
    const color = await ask({ flags: { color: { enabled: true, fallthrough: { variant: 'b' } } } })
    await admin.call('PATCH', '/projects/default/flags/color', { variants: { b: 'green' } })
    expect((await admin.call('POST', `${color}/apply`)).body).toMatchObject({
      code: 'change-request-conflict',
      errors: [{ path: '/flags/color/variants/b', value: 'green' }],
    })
    expect((await admin.call('POST', `${request}/apply`)).status).toBe(200)
  })

  test('is closed for good by being rejected or withdrawn', async () => {
    const rejected = await ask()
    expect((await as('editor:ana', 'POST', `${rejected}/reject`)).body).toMatchObject({ code: 'own-change-request' })
    const answer = await as('editor:ben', 'POST', `${rejected}/reject`, { reason: 'too soon' })
    expect(answer.body).toMatchObject({ state: 'rejected', closed: { by: { id: 'editor:ben' }, reason: 'too soon' } })
    const withdrawn = await ask()
    expect((await as('editor:ben', 'POST', `${withdrawn}/withdraw`)).body).toMatchObject({ code: 'not-the-author' })
    expect((await as('editor:ana', 'POST', `${withdrawn}/withdraw`)).body).toMatchObject({ state: 'withdrawn' })
    for (const request of [rejected, withdrawn]) {
      for (const [who, step] of [
        ['editor:ben', 'approve'],
        ['editor:ana', 'submit'],
        ['admin', 'apply'],
      ] as const) {
        expect((await as(who, 'POST', `${request}/${step}`)).body).toMatchObject({ code: 'change-request-state' })
      }
      expect((await as('editor:ana', 'PATCH', request, { title: 'x' })).body).toMatchObject({
        code: 'change-request-state',
      })
    }
  })

  test('is checked when it is asked for: what is wrong, without a reason or changes nothing is refused', async () => {
    await protect()
    const bad = await as('editor:ana', 'POST', REQUESTS, { flags: { chekout: { enabled: true } }, reason: 'x' })
    expect(bad.body).toMatchObject({ code: 'invalid', errors: [{ path: '/flags/chekout', suggestion: 'checkout' }] })
    const idle = await as('editor:ana', 'POST', REQUESTS, { flags: { checkout: { enabled: true } }, reason: 'x' })
    expect(idle.body).toMatchObject({ code: 'invalid' })
    const silent = await as('editor:ana', 'POST', REQUESTS, { flags: { checkout: HALF } })
    expect(silent.body).toMatchObject({ code: 'reason-required' })
    expect((await as('operator', 'POST', REQUESTS, { flags: { checkout: HALF } })).status).toBe(403)
    const dry = await as('editor:ana', 'POST', `${REQUESTS}?dryRun=true`, { flags: { checkout: HALF }, reason: 'x' })
    expect([dry.status, dry.body.state]).toEqual([200, 'open'])
    expect((await admin.call('GET', REQUESTS)).body.items).toEqual([])
  })

  test('is listed, newest first, by state', async () => {
    const requests = [await ask(), await ask({ draft: true }), await ask()]
    const ids = requests.map((request) => request.split('/').at(-1))
    await as('editor:ben', 'POST', `${requests[0]}/reject`)
    const first = await admin.call('GET', `${REQUESTS}?limit=2`)
    expect((first.body.items as { id: string }[]).map(({ id }) => id)).toEqual([ids[2], ids[1]])
    const next = await admin.call('GET', `${REQUESTS}?limit=2&cursor=${String(first.body.nextCursor)}`)
    expect(next.body).toMatchObject({ items: [{ id: ids[0], state: 'rejected' }], nextCursor: null })
    const drafts = await admin.call('GET', `${REQUESTS}?state=draft`)
    expect(drafts.body.items).toMatchObject([{ id: ids[1] }])
    const elsewhere = await admin.call('GET', `/projects/default/environments/development/change-requests/${ids[0]}`)
    expect(elsewhere.body).toMatchObject({ status: 404, code: 'change-request-not-found' })
  })
})

test('F77 a draft, an open, a rejected and a withdrawn request are in no snapshot, no history and no notice', async () => {
  await admin.call('PATCH', '/projects/default/flags/checkout', { exposeToClients: true })
  const { id } = (await admin.call('GET', HERE)).body as { id: string }
  const notices: unknown[] = []
  const seen = async () => ({
    state: await admin.history.load(id),
    revision: (await admin.call('GET', HERE)).body.revision,
    past: (await admin.call('GET', `${FLAG}/history`)).body,
    flags: (await admin.call('GET', `${HERE}/flags`)).body,
    segments: (await admin.call('GET', `${HERE}/segments`)).body,
  })
  const before = await seen()
  expect(before.state?.audiences.client.items).toHaveLength(1)
  admin.history.onCommit((notice) => notices.push(notice))
  const change = { flags: { checkout: HALF }, segments: { secret: { included: ['u-1'] } } }
  const draft = await ask({ ...change, draft: true })
  expect((await admin.call('POST', `${draft}/apply`)).body).toMatchObject({ code: 'change-request-state' })
  expect((await admin.call('POST', `${draft}/approve`)).body).toMatchObject({ code: 'change-request-state' })
  await as('editor:ana', 'PATCH', draft, { title: 'Still a draft' })
  await as('editor:ana', 'POST', `${await ask({ ...change, draft: true })}/submit`)
  await as('editor:ben', 'POST', `${await ask(change)}/approve`)
  await as('editor:ben', 'POST', `${await ask(change)}/reject`)
  await as('editor:ana', 'POST', `${await ask(change)}/withdraw`)
  expect(await seen()).toEqual(before)
  expect(notices).toEqual([])
  await as('editor:ana', 'POST', `${draft}/submit`)
  expect((await admin.call('POST', `${draft}/apply`)).status).toBe(200)
  const after = await seen()
  expect(after.state?.audiences.server.items).toHaveLength(2)
  expect([after.revision, notices.length]).toEqual([Number(before.revision) + 1, 1])
})
