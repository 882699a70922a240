import { evaluate, type FlagItem, type ItemHead } from '@halyard/evaluator'
import { type Change, digestOf, type Heartbeat, type Snapshot } from '@halyard/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRulesetStore, type RulesetStore } from './ruleset-store.ts'

type Flags = Record<string, number>

const hashes = new Map<string, string>()
const hashOf = (text: string): string => {
  if (!hashes.has(text)) hashes.set(text, hashes.size.toString(16).padStart(16, '0'))
  return hashes.get(text) ?? ''
}
const flag = (value: number, revision = 1): FlagItem => ({
  revision,
  hash: hashOf(`flag ${value}`),
  type: 'number',
  variants: { v: value },
  enabled: true,
  fallthrough: { variant: 'v' },
})
const flagsOf = (flags: Flags): Record<string, FlagItem> =>
  Object.assign(
    Object.create(null),
    Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, flag(value)])),
  )

function snapshot(
  revision: number,
  flags: Flags,
  more: { epoch?: number; environmentId?: string } & Partial<Snapshot> = {},
): Snapshot {
  const { epoch = 1, environmentId = 'e', ...rest } = more
  const items = { flag: flagsOf(flags), segment: {} }
  const ruleset = { project: 'p', environment: 'e', environmentId, epoch, revision, items }
  return { event: 'snapshot', ruleset, digest: digestOf(items), reason: 'initial', ageMs: 0, ...rest }
}
const change = (
  from: number,
  revision: number,
  items: Change['items'],
  after: Flags,
  more: Partial<Change> = {},
): Change => ({
  event: 'change',
  epoch: 1,
  from,
  revision,
  items,
  digest: digestOf({ flag: flagsOf(after) }),
  ageMs: 0,
  ...more,
})
const heartbeat = (revision: number, flags: Flags, more: Partial<Heartbeat> = {}): Heartbeat => ({
  event: 'heartbeat',
  epoch: 1,
  revision,
  digest: digestOf({ flag: flagsOf(flags) }),
  ageMs: 0,
  ...more,
})

/** A store at revision 5 with a = 1, b = 2, and what its listener heard since. */
function filled(): { store: RulesetStore; heard: [number, readonly string[]][] } {
  const heard: [number, readonly string[]][] = []
  const store = createRulesetStore(({ ruleset }, flags) => heard.push([ruleset.revision, flags]))
  store.take(snapshot(5, { a: 1, b: 2 }))
  heard.length = 0
  return { store, heard }
}
const valueOf = (store: RulesetStore, key: string): unknown => {
  const held = store.held()
  return held && evaluate(held.compiled, key, {}).value
}

describe('a snapshot', () => {
  test('is taken by a store that holds nothing, unless its digest is wrong', () => {
    const store = createRulesetStore(() => {})
    expect(store.take(snapshot(5, { a: 1 }, { digest: 'f'.repeat(16) }))).toBe('diverged')
    expect(store.held()).toBeUndefined()
    expect(store.take(snapshot(5, { a: 1 }))).toBe('confirmed')
    expect(valueOf(store, 'a')).toBe(1)
  })

  test.each<[string, Snapshot, outcome: string, a: number]>([
    ['a later revision', snapshot(6, { a: 9 }), 'confirmed', 9],
    ['an earlier revision', snapshot(4, { a: 9 }), 'behind', 1],
    ['the same state', snapshot(5, { a: 1, b: 2 }), 'confirmed', 1],
    ['the same revision with another digest', snapshot(5, { a: 9 }), 'diverged', 1],
    ['the same revision, reason `diverged`', snapshot(5, { a: 9 }, { reason: 'diverged' }), 'diverged', 1],
    ['an earlier revision, reason `diverged`', snapshot(4, { a: 9 }, { reason: 'diverged' }), 'behind', 1],
    ['a higher epoch and an earlier revision', snapshot(1, { a: 9 }, { epoch: 2 }), 'confirmed', 9],
    ['a lower epoch and a later revision', snapshot(9, { a: 9 }, { epoch: 0 }), 'behind', 1],
    ['another environment, whatever its revision', snapshot(1, { a: 9 }, { environmentId: 'other' }), 'confirmed', 9],
    ['a digest that is not its items’', snapshot(6, { a: 9 }, { digest: '0'.repeat(16) }), 'diverged', 1],
  ])('%s', (_, message, outcome, a) => {
    const { store } = filled()
    expect(store.take(message)).toBe(outcome)
    expect(valueOf(store, 'a')).toBe(a)
  })

  test('names the flags that differ by hash, and is told once', () => {
    const { store, heard } = filled()
    store.take(snapshot(7, { a: 1, b: 3, c: 4 }))
    store.take(snapshot(7, { a: 1, b: 3, c: 4 }))
    expect(heard).toEqual([[7, ['b', 'c']]])
  })

  test('that answers what is held is taken at the same revision, at an earlier one only when that diverged', () => {
    const { store } = filled()
    expect(store.take(snapshot(4, { a: 9 }), true)).toBe('behind')
    expect(store.take(snapshot(5, { a: 9 }), true)).toBe('confirmed')
    expect(valueOf(store, 'a')).toBe(9)
    expect(store.take(snapshot(4, { a: 8 }, { reason: 'diverged' }), true)).toBe('confirmed')
    expect(valueOf(store, 'a')).toBe(8)
  })
})

test.each<[string, Snapshot, [isAnswer: boolean, isUnproven: boolean], outcome: string, a: number]>([
  ['its epoch yields to the server’s', snapshot(9, { a: 9 }, { epoch: 0 }), [true, true], 'confirmed', 9],
  ['its revision does not', snapshot(4, { a: 9 }), [true, true], 'behind', 1],
  ['nor to what answers another state', snapshot(9, { a: 9 }, { epoch: 0 }), [false, true], 'behind', 1],
  ['nor once the server vouched for it', snapshot(9, { a: 9 }, { epoch: 0 }), [true, false], 'behind', 1],
  [
    'nor to what is not what its digest says',
    snapshot(9, { a: 9 }, { epoch: 0, digest: '0'.repeat(16) }),
    [true, true],
    'diverged',
    1,
  ],
])('of what was kept or bundled: %s', (_, message, [isAnswer, isUnproven], outcome, a) => {
  const { store } = filled()
  expect(store.take(message, isAnswer, isUnproven)).toBe(outcome)
  expect(valueOf(store, 'a')).toBe(a)
})

describe('a change', () => {
  const b3 = { flag: { b: flag(3) } }
  test.each<[string, Change, outcome: string, b: number]>([
    ['that continues', change(5, 6, b3, { a: 1, b: 3 }), 'confirmed', 3],
    ['that overlaps', change(2, 6, b3, { a: 1, b: 3 }), 'confirmed', 3],
    ['that skips', change(6, 7, b3, { a: 1, b: 3 }), 'resync', 2],
    ['that is older', change(3, 4, b3, { a: 1, b: 3 }), 'behind', 2],
    ['that was taken already', change(4, 5, { flag: { b: flag(2) } }, { a: 1, b: 2 }), 'confirmed', 2],
    ['of a higher epoch', change(5, 6, b3, { a: 1, b: 3 }, { epoch: 2 }), 'resync', 2],
    ['of a lower epoch', change(5, 6, b3, { a: 1, b: 3 }, { epoch: 0 }), 'behind', 2],
    ['whose digest does not follow', change(5, 6, b3, { a: 9, b: 3 }), 'diverged', 2],
  ])('%s', (_, message, outcome, b) => {
    const { store } = filled()
    const before = store.held()
    expect(store.take(message)).toBe(outcome)
    expect(valueOf(store, 'b')).toBe(b)
    if (b === 2) expect(store.held()).toBe(before)
  })

  test('removes with null, also what is not there', () => {
    const { store, heard } = filled()
    store.take(change(5, 6, { flag: { a: null, never: null } }, { b: 2 }))
    expect(heard).toEqual([[6, ['a']]])
    expect(Object.keys(store.held()?.ruleset.items.flag ?? {})).toEqual(['b'])
  })

  test('leaves earlier states as they were', () => {
    const { store } = filled()
    const before = store.held()
    store.take(change(5, 6, b3, { a: 1, b: 3 }))
    expect(before && evaluate(before.compiled, 'b', {}).value).toBe(2)
    expect(before?.ruleset.items.flag.b?.variants).toEqual({ v: 2 })
  })

  test('before anything is held is a gap', () => {
    expect(createRulesetStore(() => {}).take(change(0, 1, {}, {}))).toBe('resync')
  })

  test('counts kinds that nobody knows, for the digest alone', () => {
    const { store } = filled()
    const layer: Record<string, ItemHead> = { l: { revision: 6, hash: 'a'.repeat(16) } }
    const digest = digestOf({ flag: flagsOf({ a: 1, b: 2 }), layer })
    expect(store.take(change(5, 6, { layer }, {}, { digest }))).toBe('confirmed')
    expect(store.take(change(6, 7, { layer: { l: null } }, { a: 1, b: 2 }))).toBe('confirmed')
  })
})

test.each<[string, Heartbeat, string]>([
  ['of the same state', heartbeat(5, { a: 1, b: 2 }), 'confirmed'],
  ['ahead', heartbeat(6, { a: 1, b: 2 }), 'resync'],
  ['ahead by its epoch', heartbeat(1, {}, { epoch: 2 }), 'resync'],
  ['behind', heartbeat(4, {}), 'behind'],
  ['with another digest', heartbeat(5, { a: 1 }), 'diverged'],
])('a heartbeat %s', (_, message, outcome) => {
  expect(filled().store.take(message)).toBe(outcome)
})

test('any way through history by changes and snapshots ends where history does, with its digest', () => {
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), fc.nat(3))
  fc.assert(
    fc.property(
      fc.array(values, { minLength: 2, maxLength: 12 }),
      fc.array(fc.nat(11), { maxLength: 20 }),
      (states, jumps) => {
        const store = createRulesetStore(() => {})
        const at = (revision: number): Flags => states[revision] ?? {}
        store.take(snapshot(0, at(0)))
        const last = states.length - 1
        for (const jump of [...jumps.map((n) => n % states.length), last]) {
          const from = store.held()?.ruleset.revision ?? 0
          const [before, after] = [flagsOf(at(from)), flagsOf(at(jump))]
          const changed: Record<string, FlagItem | null> = Object.create(null)
          for (const key of Object.keys({ ...before, ...after })) changed[key] = after[key] ?? null
          store.take(change(from, jump, { flag: changed }, at(jump)))
        }
        expect(store.held()?.digest).toBe(digestOf({ flag: flagsOf(at(last)) }))
        expect({ ...store.held()?.ruleset.items.flag }).toEqual({ ...flagsOf(at(last)) })
      },
    ),
  )
})

test('knows which flags can go stale, by their prerequisites, too', () => {
  const store = createRulesetStore(() => {})
  const items = {
    flag: {
      plain: flag(1),
      aging: { ...flag(2), maxStalenessMs: 1000 },
      dependent: { ...flag(3), prerequisites: [{ flag: 'aging', variant: 'v' }] },
    },
    segment: {},
  }
  const message = snapshot(1, {})
  store.take({ ...message, ruleset: { ...message.ruleset, items }, digest: digestOf(items) })
  expect([...(store.held()?.aging ?? [])]).toEqual(['aging', 'dependent'])
})
