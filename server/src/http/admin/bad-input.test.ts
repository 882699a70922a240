/** What must never get in, asked for through the API: what gets in reaches every SDK. */
import { describe, expect, test } from 'vitest'
import type { TestAdmin, TestAnswer } from './test-admin.ts'
import { openTestAdmin } from './test-admin.ts'

const FLAGS = '/projects/default/flags'
const HERE = '/projects/default/environments/production'
const DEPTH = 32

async function withFlags(...keys: string[]): Promise<TestAdmin> {
  const admin = await openTestAdmin()
  for (const key of keys) await admin.call('POST', FLAGS, { key })
  return admin
}

/** What backends are served. */
async function served({ call, history }: TestAdmin): Promise<ReadonlyMap<string, unknown>> {
  const { id } = (await call('GET', HERE)).body as { id: string }
  const environment = await history.load(id)
  return new Map(environment?.audiences.server.items.map(({ key, item }) => [key, item]))
}

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
const nots = (levels: number, inner = '{"segment":"s"}'): string =>
  `${'{"not":'.repeat(levels)}${inner}${'}'.repeat(levels)}`

describe('F62 nesting', () => {
  const rule = (condition: string): string => `{"rules":[{"if":${condition},"serve":{"variant":"on"}}]}`
  test.each([
    ['POST', FLAGS, (n: number) => `{"key":"x","type":"object","variants":{"on":${nested(n)}}}`, 2],
    ['PATCH', `${FLAGS}/f`, (n: number) => `{"variants":{"on":${nested(n)}}}`, 2],
    ['PATCH', `${HERE}/flags/f`, (n: number) => rule(nots(n - 1)), 3],
    ['PUT', `${HERE}/segments/t`, (n: number) => `{"if":${nots(n - 1)}}`, 1],
    ['POST', `${HERE}/changes`, (n: number) => `{"flags":{"f":${rule(nots(n - 1))}}}`, 5],
    ['POST', `${HERE}/change-requests`, (n: number) => `{"title":"t","flags":{"f":${rule(nots(n - 1))}}}`, 5],
    ['POST', `${HERE}/evaluate`, (n: number) => `{"context":{"a":${nested(n)}}}`, 2],
  ])(
    'in %s %s: 32 levels are read, 33 and 10,000 refused before anything walks them',
    async (method, path, body, around) => {
      const admin = await withFlags('f')
      await admin.call('PATCH', `${FLAGS}/f`, { metadata: { made: true } })
      await admin.call('PUT', `${HERE}/segments/s`, {})
      const fits = await admin.call(method, path, body(DEPTH - around))
      expect(fits.body).not.toMatchObject({ code: 'bad-json' })
      for (const levels of [DEPTH - around + 1, 10_000]) {
        const { body: refused } = await admin.call(method, path, body(levels))
        expect(refused).toMatchObject({ status: 400, code: 'bad-json' })
        expect(refused.detail).toMatch(/at most 32 levels/)
      }
      expect(admin.reported).toEqual([])
    },
  )

  test('at the limit comes back as it was, and is served so', async () => {
    const admin = await openTestAdmin()
    const deep = JSON.parse(nested(DEPTH - 2)) as unknown
    const made = await admin.call('POST', FLAGS, { key: 'deep', type: 'object', variants: { on: deep } })
    expect([made.status, made.body.variants]).toEqual([201, { on: deep }])
    expect((await served(admin)).get('deep')).toMatchObject({ variants: { on: deep } })
  })
})

describe('F63 numbers and texts', () => {
  const EXACT =
    '[0.1,1e-7,5e-324,1.7976931348623157e-300,9007199254740991,-9007199254740991,0,1.5,"NaN","é","é","😀","\\u2028"]'

  test('that every parser reads alike come back, and are served, as they were sent', async () => {
    const admin = await openTestAdmin()
    const made = await admin.call('POST', FLAGS, `{"key":"n","type":"object","variants":{"on":${EXACT}}}`)
    expect(made.status).toBe(201)
    const value = JSON.parse(EXACT) as unknown
    expect(made.body.variants).toStrictEqual({ on: value })
    const again = await admin.call('GET', `${FLAGS}/n`)
    expect(again.text).toBe(made.text)
    expect((await served(admin)).get('n')).toMatchObject({ variants: { on: value } })
  })

  test.each([
    ['1e999'],
    ['-0'],
    ['9007199254740993'],
    ['NaN'],
    ['Infinity'],
    ['{"a":1,"a":2}'],
    ['"\\ud800"'],
    ['{"\\udfff":1}'],
  ])('such as %s are refused wherever a value may stand', async (value) => {
    const { call, reported } = await withFlags('f')
    const bodies: [string, string, string][] = [
      ['POST', FLAGS, `{"key":"n","type":"object","variants":{"on":[${value}]}}`],
      ['PATCH', `${FLAGS}/f`, `{"metadata":{"a":${value}}}`],
      [
        'PATCH',
        `${HERE}/flags/f`,
        `{"rules":[{"if":{"attribute":"a","op":"in","value":[${value}]},"serve":{"variant":"on"}}]}`,
      ],
      ['PUT', `${HERE}/segments/s`, `{"included":[${value}]}`],
      ['POST', `${HERE}/changes`, `{"segments":{"s":{"included":[${value}]}}}`],
    ]
    for (const [method, path, body] of bodies) {
      expect((await call(method, path, body)).body, path).toMatchObject({ status: 400, code: 'bad-json' })
    }
    expect(reported).toEqual([])
  })
})

describe('F64 prerequisites', () => {
  const on = (...flags: string[]) => ({ prerequisites: flags.map((flag) => ({ flag, variant: 'on' })) })
  const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `f${index}`)

  test.each([1, 2, 50])('that lead back over %i flags are refused, with the way that they take', async (length) => {
    const { call } = await withFlags(...keys(length))
    for (let i = 0; i + 1 < length; i++) {
      expect((await call('PATCH', `${HERE}/flags/f${i}`, on(`f${i + 1}`))).status).toBe(200)
    }
    const closed = await call('PATCH', `${HERE}/flags/f${length - 1}`, on('f0'))
    const way = [`f${length - 1}`, ...keys(length)].join(' → ')
    expect([closed.status, closed.body.errors]).toMatchObject([422, [{ path: '/prerequisites', message: way }]])
    const ring = Object.fromEntries(keys(length).map((key, i) => [key, on(`f${(i + 1) % length}`)]))
    const together = await call('POST', `${HERE}/changes`, { flags: ring })
    expect([together.status, (together.body.errors as unknown[]).length]).toEqual([422, length])
    expect((await call('GET', `${HERE}/flags/f${length - 1}`)).body).toMatchObject({ prerequisites: [] })
  })

  test('that are not there, archived, of another project, or want what there is not are refused', async () => {
    const { call } = await withFlags('f', 'gone', 'purged', 'near')
    await call('POST', '/projects', { key: 'other' })
    await call('POST', '/projects/other/flags', { key: 'theirs' })
    await call('DELETE', `${FLAGS}/gone`)
    await call('DELETE', `${FLAGS}/purged`)
    await call('DELETE', `${FLAGS}/purged?purge=true`)
    const refused = await call('PATCH', `${HERE}/flags/f`, {
      prerequisites: [
        { flag: 'never', variant: 'on' },
        { flag: 'gone', variant: 'on' },
        { flag: 'purged', variant: 'on' },
        { flag: 'theirs', variant: 'on' },
        { flag: 'near', variant: 'onn' },
      ],
    })
    expect([refused.status, refused.body.errors]).toMatchObject([
      422,
      [
        { path: '/prerequisites/0/flag', value: 'never' },
        { path: '/prerequisites/1/flag', expected: 'a flag that is not archived' },
        { path: '/prerequisites/2/flag', value: 'purged' },
        { path: '/prerequisites/3/flag', value: 'theirs' },
        { path: '/prerequisites/4/variant', suggestion: 'on' },
      ],
    ])
  })

  test('cannot come back by a rollback, a copy or an unarchiving either', async () => {
    const { call } = await withFlags('a', 'b')
    const made = await call('PATCH', `${HERE}/flags/a`, on('b'))
    await call('PATCH', `${HERE}/flags/a`, on())
    await call('PATCH', `${HERE}/flags/b`, on('a'))
    const back = await call('POST', `${HERE}/flags/a/rollback`, { revision: made.body.revision })
    expect([back.status, back.body]).toMatchObject([422, { code: 'rollback-impossible' }])
    await call('PATCH', '/projects/default/environments/development/flags/a', on('b'))
    const copied = await call('POST', `${FLAGS}/a/copy`, { from: 'development', to: 'production' })
    expect([copied.status, copied.body]).toMatchObject([422, { code: 'copy-impossible' }])
  })
})

describe('F65 segments', () => {
  const naming = (segment: string) => ({ rules: [{ if: { segment }, serve: { variant: 'on' } }] })
  const evaluated = (answer: TestAnswer): unknown => (answer.body.flags as Record<string, unknown>).f

  test('that are missing, or were deleted, cannot be named; nor does a flag from the archive bring one back', async () => {
    const { call } = await withFlags('f')
    await call('PUT', `${HERE}/segments/staff`, {})
    expect((await call('PATCH', `${HERE}/flags/f`, naming('stuff'))).body).toMatchObject({
      status: 422,
      errors: [{ path: '/rules/0/if', value: 'stuff', suggestion: 'staff' }],
    })
    expect((await call('PATCH', `${HERE}/flags/f`, naming('staff'))).status).toBe(200)
    expect((await call('DELETE', `${HERE}/segments/staff`)).body).toMatchObject({ status: 409, code: 'in-use' })
    await call('DELETE', `${FLAGS}/f`)
    expect((await call('DELETE', `${HERE}/segments/staff`)).status).toBe(204)
    const back = await call('PATCH', `${FLAGS}/f`, { archived: false })
    expect([back.status, JSON.stringify(back.body)]).toMatchObject([409, expect.stringContaining('staff')])
  })

  test('without members hold for nobody, and at the limit for each of their members', async () => {
    const { call } = await withFlags('f')
    await call('PUT', `${HERE}/segments/s`, {})
    await call('PATCH', `${HERE}/flags/f`, { enabled: true, ...naming('s'), fallthrough: { variant: 'off' } })
    const ask = async (targetingKey: string) =>
      evaluated(await call('POST', `${HERE}/evaluate`, { context: { targetingKey }, flags: ['f'] }))
    expect(await ask('u-0')).toMatchObject({ variant: 'off' })
    const members = (prefix: string) => Array.from({ length: 10_000 }, (_, index) => `${prefix}-${index}`)
    const full = { included: members('u'), excluded: members('x') }
    expect((await call('PUT', `${HERE}/segments/s`, full)).status).toBe(200)
    expect(await ask('u-9999')).toMatchObject({ variant: 'on' })
    expect(await ask('x-9999')).toMatchObject({ variant: 'off' })
    for (const name of ['included', 'excluded'] as const) {
      const more = { ...full, [name]: [...full[name], 'one more'] }
      expect((await call('PUT', `${HERE}/segments/s`, more)).body).toMatchObject({
        status: 422,
        errors: [{ path: `/${name}`, message: '10001 values' }],
      })
    }
  })
})

describe('F70 bodies', () => {
  test.each([
    ['POST', '/projects', { key: 'p' }],
    ['POST', `${HERE.replace('/production', '')}`, { key: 'e' }],
    ['POST', FLAGS, { key: 'g' }],
    ['PATCH', `${FLAGS}/f`, {}],
    ['PATCH', `${HERE}/flags/f`, {}],
    ['PUT', `${HERE}/flags/f`, { enabled: true, fallthrough: { variant: 'on' } }],
    ['POST', `${HERE}/flags/f/kill`, {}],
    ['POST', `${FLAGS}/f/copy`, { from: 'production', to: 'development' }],
    ['PUT', `${HERE}/segments/s`, {}],
    ['POST', `${HERE}/changes`, {}],
    ['POST', `${HERE}/change-requests`, { title: 't' }],
    ['POST', `${HERE}/keys`, { kind: 'sdk', name: 'k' }],
    ['POST', '/tokens', { name: 't', role: 'viewer' }],
    ['POST', '/projects/default/webhooks', { url: 'https://example.com/hook' }],
  ])('with a field that nobody knows: %s %s says which, and changes nothing', async (method, path, body) => {
    const { call } = await withFlags('f')
    const before = (await call('GET', '/projects/default/audit')).text
    for (const unknown of ['isAdmin', 'enabeld', "'; DROP TABLE flags; --", '<script>']) {
      const refused = await call(method, path, { ...body, [unknown]: true })
      expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
      expect(refused.body.errors).toMatchObject([{ path: `/${unknown}`, expected: expect.anything() }])
    }
    expect((await call('GET', '/projects/default/audit')).text).toBe(before)
  })

  test('with very many of them are refused in a short answer, at a cost that grows no faster than they do', async () => {
    const { call } = await withFlags('f')
    const costOf = async (fields: number): Promise<number> => {
      const many = Object.fromEntries(Array.from({ length: fields }, (_, index) => [`enabel${index}`, 1]))
      const before = process.cpuUsage()
      for (const [method, path] of [
        ['PATCH', `${HERE}/flags/f`],
        ['PATCH', `${FLAGS}/f`],
        ['PUT', `${HERE}/segments/s`],
      ] as const) {
        const refused = await call(method, path, many)
        expect(refused.status).toBe(422)
        expect(refused.text.length).toBeLessThan(100_000)
      }
      return process.cpuUsage(before).user
    }
    await costOf(6_000)
    // Ten times the fields: a hundred times the work where each is held against all others.
    expect((await costOf(60_000)) / (await costOf(6_000))).toBeLessThan(50)
  })

  test('of 11 MB are refused, announced or not', async () => {
    const { call, reported } = await openTestAdmin()
    const large = `{"key":"a","name":"${'n'.repeat(11_000_000)}"}`
    for (const headers of [{}, { 'content-length': String(large.length) }] as Record<string, string>[]) {
      const refused = await call('POST', FLAGS, large, headers)
      expect(refused.body).toMatchObject({ status: 413, code: 'too-large' })
    }
    expect(reported).toEqual([])
  })

  const HOSTILE = [
    "Robert'); DROP TABLE flags;--",
    '<img src=x onerror=alert(1)>',
    'a\r\nevent: goodbye\r\ndata: {}\r\n\r\n',
    'nul\0nul',
    '\u202eexe.txt\u200b\ufeff',
    '\u2028\u2029\u0085',
    '=cmd|calc!A1',
    '${jndi:ldap://x}',
    '../../etc/passwd',
    '%00%0d%0a',
  ]

  test.each(HOSTILE)(
    'holding %j: where text may stand it is kept as text, where a key must it is refused',
    async (text) => {
      const { call, reported } = await openTestAdmin()
      const made = await call('POST', FLAGS, {
        key: 'f',
        type: 'string',
        description: text,
        variants: { on: text, off: '' },
      })
      expect([made.status, made.body]).toMatchObject([201, { description: text, variants: { on: text } }])
      expect(made.headers.get('content-type')).toBe('application/json')
      expect((await call('GET', `${FLAGS}/f`)).body).toEqual(made.body)
      const members = await call('PUT', `${HERE}/segments/s`, { included: [text], description: text })
      expect([members.status, members.body]).toMatchObject([201, { included: [text] }])
      for (const refused of [
        await call('POST', FLAGS, { key: text }),
        await call('POST', FLAGS, { key: 'g', variants: { [text]: true } }),
        await call('POST', '/projects', { key: text }),
        await call('PUT', `${HERE}/segments/${encodeURIComponent(text)}`, {}),
      ]) {
        expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
      }
      expect((await call('GET', `${FLAGS}/${encodeURIComponent(text)}`)).status).toBe(404)
      expect((await call('GET', `${FLAGS}?q=${encodeURIComponent(text)}`)).body).toMatchObject({
        items: [{ key: 'f' }],
      })
      expect((await call('GET', `${FLAGS}?cursor=${encodeURIComponent(text)}`)).status).toBeLessThan(500)
      expect((await call('GET', '/projects/default/audit/verify')).body).toMatchObject({ valid: true })
      expect(reported).toEqual([])
    },
  )
})

describe('what a refusal repeats', () => {
  const FLAG = `${HERE}/flags/f`
  const variant = (name: string) => ({ serve: { variant: name } })
  test.each([
    [{ rules: [{ serve: {} }] }, { value: {}, message: 'neither' }],
    [
      { fallthrough: { split: { weights: { on: 1, off: 2 } } } },
      { value: { on: 1, off: 2 }, message: 'they sum to 3' },
    ],
    [{ fallthrough: { split: { ranges: [['on', 5]] } } }, { value: [['on', 5]], message: 'the last ends at 5' }],
    [{ rules: Array(257).fill(variant('on')) }, { value: '257 rules', message: '257 rules' }],
    [{ targets: [{ values: ['x'.repeat(10_001)], variant: 'on' }] }, { value: `${'x'.repeat(200)}…` }],
    [{ fallthrough: 5 }, { value: 5 }],
  ])('is the value that was sent, or words for what is long (case %#)', async (patch, told) => {
    const { call } = await withFlags('f')
    const { status, body } = await call('PATCH', FLAG, patch)
    const [{ value, message } = {}] = body.errors as Record<string, unknown>[]
    expect([status, { value, message }]).toEqual([422, told])
  })

  test('is never a password in a URL', async () => {
    const { call } = await openTestAdmin()
    const url = 'https://me:hunter2@example.com/'
    for (const given of [url, [url], { href: url }, url + 'x'.repeat(3000)]) {
      const refused = await call('POST', '/projects/default/webhooks', { url: given })
      expect([refused.status, refused.text.includes('hunter2')]).toEqual([422, false])
    }
  })
})
