import { expect, test } from 'vitest'
import { anonymousNaming } from './context.ts'
import { openShelf } from './storage.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('an anonymous visitor keeps one random key over reloads', () => {
  const storage = memory()
  const first = anonymousNaming(openShelf(storage))
  const { targetingKey } = first({ plan: 'free' })
  expect(targetingKey).toMatch(UUID)
  expect(first({}).targetingKey).toBe(targetingKey)
  expect(anonymousNaming(openShelf(storage))({}).targetingKey).toBe(targetingKey)
})

test('two visitors differ', () => {
  expect(anonymousNaming(openShelf(memory()))({})).not.toEqual(anonymousNaming(openShelf(memory()))({}))
})

test('without storage the key lasts as long as the page', () => {
  const name = anonymousNaming(openShelf(null))
  expect(name({}).targetingKey).toMatch(UUID)
  expect(name({})).toEqual(name({}))
})

test('who has a key keeps it, and nothing is stored for them', () => {
  const storage = memory()
  const context = { targetingKey: 'u-17', plan: 'pro' }
  expect(anonymousNaming(openShelf(storage))(context)).toBe(context)
  expect(storage.getItem('halyard anonymous')).toBeNull()
})

test('attributes stay, and a key that is null counts as none', () => {
  const name = anonymousNaming(openShelf(null))
  expect(name({ plan: 'pro', targetingKey: undefined })).toMatchObject({
    plan: 'pro',
    targetingKey: expect.stringMatching(UUID),
  })
  expect(name({ targetingKey: null } as never).targetingKey).toMatch(UUID)
})

test('F60 a context that cannot be read is handed on, not thrown over', () => {
  const name = anonymousNaming(openShelf(null))
  const throwing = {
    get targetingKey(): string {
      throw new Error('no')
    },
  }
  expect(name(throwing)).toBe(throwing)
  expect(name(null as never).targetingKey).toMatch(UUID)
  const late = {
    get plan(): string {
      throw new Error('no')
    },
  }
  expect(name(late)).toBe(late)
})

function memory(): Storage {
  const map = new Map<string, string>()
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, text) => void map.set(key, text) } as Storage
}
