import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addToDigest, digestOf, EMPTY_DIGEST } from './digest.ts'
import { type DownMessage, parseDown, parseRulesetBody } from './down.ts'
import { formatStateId } from './state-id.ts'
import { parseReceipt, parseTelemetry } from './up.ts'

const folder = new URL('../frames/v1/', import.meta.url)
const names = readdirSync(folder)

interface Recorded {
  readonly id: string | undefined
  readonly event: string
  readonly data: string
}

/** Recorded bytes as an event stream's reader hands them on. */
function eventsOf(name: string): Recorded[] {
  const bytes = read(name)
  expect(bytes.endsWith('\n\n')).toBe(true)
  return bytes
    .split('\n\n')
    .slice(0, -1)
    .map((block) => {
      const lines = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      )
      return { id: lines.get('id'), event: lines.get('event') ?? '', data: lines.get('data') ?? '' }
    })
}

function messagesOf(name: string): (DownMessage | undefined)[] {
  return eventsOf(name).map(({ event, data }) => parseDown(event, data))
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

describe('recorded frames of version 1', () => {
  test.each(names.filter((name) => name.endsWith('.txt')))('%s is read, and its ids name its states', (name) => {
    for (const { id, event, data } of eventsOf(name)) {
      const message = parseDown(event, data)
      if (message?.event === 'snapshot') {
        expect(digestOf(message.ruleset.items)).toBe(message.digest)
        expect(id).toBe(formatStateId({ ...message.ruleset, digest: message.digest }))
        expect(parseRulesetBody(data)).toEqual(message)
      } else expect(id).toBe(message?.event === 'change' ? formatStateId(message) : undefined)
    }
  })

  test('a snapshot keeps every word of every item', () => {
    const [recorded] = eventsOf('snapshot-server.txt')
    const [message] = messagesOf('snapshot-server.txt')
    expect(message).toEqual({ event: 'snapshot', ...JSON.parse(recorded?.data ?? '') })
  })

  test('a kill leads from one recorded state to the next', () => {
    const [before, after] = [...messagesOf('snapshot-server.txt'), ...messagesOf('change-kill.txt')]
    if (before?.event !== 'snapshot' || after?.event !== 'change') throw new Error('not what was recorded')
    expect(after.items.flag?.['new-checkout']).toMatchObject({ killed: true, offVariant: 'off' })
    expect(after.confirm).toEqual({ withinMs: 2000 })
    const { items } = before.ruleset
    expect(digestOf({ ...items, flag: { ...items.flag, ...liveOnly(after.items.flag) } })).toBe(after.digest)
  })

  test('a resume brings deletions', () => {
    expect(messagesOf('change-resume.txt')).toMatchObject([
      {
        from: 1842,
        revision: 1845,
        items: { flag: { price: null }, segment: { 'legacy-tenants': null } },
        nonce: 'n-5f0c',
      },
    ])
  })

  test('a client gets hashed lists and hidden flags without values', () => {
    const [message] = messagesOf('snapshot-client.txt')
    expect(message).toMatchObject({
      ruleset: {
        hashSalt: 'b2c7f0de51a94c83',
        items: { flag: { 'payments-v2': { hidden: true, variants: { on: null, off: null } } } },
      },
    })
  })

  test('an SDK of this version follows a server from the future', () => {
    const [announcement, snapshot, change, goodbye] = messagesOf('from-the-future.txt')
    expect(announcement).toBeUndefined()
    expect(snapshot).toMatchObject({
      reason: 'rebalanced',
      ruleset: {
        items: {
          // What this version cannot evaluate is still killed, and still handed on whole to whoever judges it.
          flag: { 'new-checkout': { killed: true, requires: ['geo-fence'], rules: [{ serve: { bandit: 'b1' } }] } },
          layer: { 'checkout-experiments': { revision: 1846, hash: '03bd1e22f0c4a719' } },
        },
      },
    })
    expect(change).toMatchObject({ items: { layer: { 'checkout-experiments': null } }, confirm: { withinMs: 5000 } })
    expect(goodbye).toMatchObject({ reason: 'moved', spreadMs: 1000 })
    // What nobody here knows stays, for a later release to find in the cache.
    for (const word of ['region', 'allocator', 'owner']) expect(JSON.stringify(snapshot)).toContain(word)
  })

  test('what SDKs post is read', () => {
    expect(parseTelemetry(JSON.parse(read('telemetry.json')))).toEqual(JSON.parse(read('telemetry.json')))
    expect(parseReceipt(JSON.parse(read('receipt.json')))).toEqual(JSON.parse(read('receipt.json')))
  })
})

test('F33 every single item that a recorded state loses shows in the digest', () => {
  const [message] = messagesOf('snapshot-server.txt')
  if (message?.event !== 'snapshot') throw new Error('not what was recorded')
  const all = Object.entries(message.ruleset.items).flatMap(([kind, byKey]) =>
    Object.entries(byKey).map(([key, { hash }]) => [kind, key, hash] as const),
  )
  for (const lost of all) {
    const rest = all.filter((item) => item !== lost)
    expect(rest.reduce((digest, item) => addToDigest(digest, ...item), EMPTY_DIGEST)).not.toBe(message.digest)
  }
})

function liveOnly<Item>(items: Readonly<Record<string, Item | null>> = {}): Record<string, Item> {
  return Object.fromEntries(Object.entries(items).filter((entry): entry is [string, Item] => entry[1] !== null))
}
