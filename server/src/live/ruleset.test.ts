import { digestOf, parseDown } from '@halyard/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EnvironmentState } from '../store/history.ts'
import { changeFrame, snapshotFrame } from './frames.ts'
import { LiveRuleset, RulesetMismatch } from './ruleset.ts'
import { type FlagWrites, flagItem, TestHistory } from './test-history.ts'

async function stateOf(history: TestHistory): Promise<EnvironmentState> {
  const state = await history.load('e')
  if (state === undefined) throw new Error('no environment')
  return state
}

/** A ruleset that follows a history commit by commit. */
async function following(history: TestHistory): Promise<LiveRuleset> {
  const ruleset = new LiveRuleset(await stateOf(history), 'server')
  history.onCommit(({ epoch, changes: { server } }) => {
    if (server !== undefined && !ruleset.advance(epoch, server)) throw new Error('did not follow')
  })
  return ruleset
}

function snapshotOf(ruleset: LiveRuleset) {
  const text = Buffer.concat(snapshotFrame(ruleset.head, ruleset.body(), 'initial', 0)).toString()
  return read(text)
}

function changeOf(ruleset: LiveRuleset, from: number) {
  return read(Buffer.concat(changeFrame(from, ruleset.head, ruleset.missedSince(from), 0)).toString())
}

function read(text: string) {
  const data = /^data: (.*)$/m.exec(text)?.[1] ?? ''
  const message = parseDown(/^event: (.*)$/m.exec(text)?.[1] ?? '', data)
  expect(text.endsWith(`data: ${data}\n\n`)).toBe(true)
  return message
}

const writes: fc.Arbitrary<FlagWrites> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'with"quote', 'with\nline', 'ü'),
  fc.constantFrom(true, false, null),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
)

test('from any earlier state, one change leads to the digest of the whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(writes, { minLength: 1, maxLength: 12 }), fc.nat(), async (commits, pick) => {
      const history = new TestHistory('e')
      const ruleset = await following(history)
      const seen = [snapshotOf(ruleset)]
      for (const commit of commits) {
        history.commit('e', commit)
        seen.push(snapshotOf(ruleset))
      }
      const from = pick % commits.length
      const before = seen[from]
      const change = changeOf(ruleset, from)
      if (before?.event !== 'snapshot' || change?.event !== 'change') throw new Error('unexpected')
      const flags = new Map(Object.entries(before.ruleset.items.flag))
      for (const [key, item] of Object.entries(change.items.flag ?? {})) {
        if (item === null) flags.delete(key)
        else flags.set(key, item)
      }
      const after = { flag: Object.fromEntries(flags), segment: {} }
      expect(digestOf(after)).toBe(ruleset.head.digest)
      const whole = seen.at(-1)
      expect(whole?.event === 'snapshot' && digestOf(whole.ruleset.items)).toBe(ruleset.head.digest)
    }),
  )
})

test('a commit that does not follow, or does not add up, is not taken', async () => {
  const history = new TestHistory('e')
  const ruleset = new LiveRuleset(await stateOf(history), 'server')
  const before = ruleset.head
  const item = { kind: 'flag', key: 'a', revision: 1, item: flagItem('a', 1, true) } as const
  const digest = digestOf({ flag: { a: item.item } })
  expect(ruleset.advance(before.epoch, { from: 1, revision: 2, digest, items: [item] })).toBe(false)
  expect(ruleset.advance(before.epoch, { from: 0, revision: 1, digest: 'f'.repeat(16), items: [item] })).toBe(false)
  expect(ruleset.advance(before.epoch + 1, { from: 0, revision: 1, digest, items: [item] })).toBe(false)
  expect(ruleset.head).toBe(before)
  expect(ruleset.advance(before.epoch, { from: 0, revision: 1, digest, items: [item] })).toBe(true)
  // Once more is no harm: the state that it leads to is held already.
  expect(ruleset.advance(before.epoch, { from: 0, revision: 1, digest, items: [item] })).toBe(true)
  expect(ruleset.head).toMatchObject({ revision: 1, digest })
})

test('a state that contradicts itself is not served', async () => {
  const history = new TestHistory('e')
  history.commit('e', { a: true })
  const state = await stateOf(history)
  const damaged = {
    ...state,
    audiences: { ...state.audiences, server: { ...state.audiences.server, digest: 'f'.repeat(16) } },
  }
  expect(() => new LiveRuleset(damaged, 'server')).toThrow(RulesetMismatch)
})

test('a state that was loaded before the last commit does not undo it', async () => {
  const history = new TestHistory('e')
  const ruleset = await following(history)
  const loaded = await stateOf(history)
  history.commit('e', { a: true })
  const { head } = ruleset
  ruleset.replace(loaded)
  expect(ruleset.head).toBe(head)
})

test('what is loaded anew is told as one change, deletions included', async () => {
  const history = new TestHistory('e')
  const ruleset = await following(history)
  history.commit('e', { a: true, b: true })
  history.isSilent = true
  history.commit('e', { a: null })
  history.commit('e', { c: true })
  ruleset.replace(await stateOf(history))
  expect(changeOf(ruleset, 1)).toMatchObject({
    from: 1,
    revision: 3,
    items: { flag: { a: null, c: { enabled: true } } },
  })
  expect(ruleset.remembers(1)).toBe(true)
})

test('only a client ruleset carries the salt of its hashed lists', async () => {
  const state = await stateOf(new TestHistory('e'))
  expect(JSON.parse(new LiveRuleset(state, 'client').body().toString())).toMatchObject({ hashSalt: 'salt' })
  expect(JSON.parse(new LiveRuleset(state, 'server').body().toString())).not.toHaveProperty('hashSalt')
})
