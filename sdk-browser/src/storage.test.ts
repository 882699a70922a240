import { murmur3 } from '@halyard/evaluator'
import { describe, expect, test } from 'vitest'
import { openShelf, type Shelf, type StorageLike, sealedStorage } from './storage.ts'

const BASE = 'https://flags.example/client/v1/hal_cid_a_0'
const rulesetStorage = (shelf: Shelf, base: string) => sealedStorage(shelf, base, (text) => murmur3(base + text, 0))
const TEXT = '{"ruleset":{"project":"shop","note":"größer ✓"}}'

test('keeps a ruleset for the next page', () => {
  const storage = memory()
  rulesetStorage(openShelf(storage), BASE).save(() => TEXT)
  expect(rulesetStorage(openShelf(storage), BASE).load()).toBe(TEXT)
})

test('another client id or server never reads it', () => {
  const storage = memory()
  rulesetStorage(openShelf(storage), BASE).save(() => TEXT)
  const [key, sealed] = storage.entry()
  expect(rulesetStorage(openShelf(storage), `${BASE}1`).load()).toBeUndefined()
  storage.setItem(key.replace('_0', '_1'), sealed)
  expect(rulesetStorage(openShelf(storage), `${BASE.slice(0, -1)}1`).load()).toBeUndefined()
})

describe('F50 storage that is disabled, full or tampered with is as good as none', () => {
  test.each(['', 'null', '{', TEXT, `0${TEXT}`, '12345', '[object Object]'])('text that nobody sealed: %s', (text) => {
    const storage = memory()
    storage.setItem(`halyard ${BASE}`, text)
    expect(rulesetStorage(openShelf(storage), BASE).load()).toBeUndefined()
  })

  test('one changed character', () => {
    const storage = memory()
    rulesetStorage(openShelf(storage), BASE).save(() => TEXT)
    const [key, sealed] = storage.entry()
    storage.setItem(key, sealed.replace('shop', 'ship'))
    expect(rulesetStorage(openShelf(storage), BASE).load()).toBeUndefined()
  })

  test('it throws on every use', () => {
    const refuse = (): never => {
      throw new DOMException('denied', 'SecurityError')
    }
    const storage = rulesetStorage(openShelf({ getItem: refuse, setItem: refuse }), BASE)
    expect(() => storage.save(() => TEXT)).not.toThrow()
    expect(storage.load()).toBeUndefined()
  })

  test('there is none at all, or none is wanted', () => {
    for (const shelf of [openShelf(undefined), openShelf(null)]) {
      shelf.set('a', 'b')
      expect(shelf.get('a')).toBeUndefined()
    }
  })
})

function memory(): StorageLike & { entry(): [key: string, text: string] } {
  const map = new Map<string, string>()
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, text) => void map.set(key, text),
    entry: () => [...map][0] ?? ['', ''],
  }
}
