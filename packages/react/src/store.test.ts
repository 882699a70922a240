import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStore, type Store } from './store.ts'
import { createTestClient, type TestClient } from './testing/test-client.ts'
import type { AnyClient } from './types.ts'

type Own = ReturnType<NonNullable<Parameters<typeof createStore>[1]>>

const made: { readonly client: TestClient; readonly close: () => Promise<void>; readonly visitor: unknown }[] = []
const values = { checkout: true, banner: { text: 'Sale!' } }

const store = (initial?: Parameters<typeof createStore>[2]): Store =>
  createStore(
    undefined,
    (...visitor) => {
      const client = createTestClient(values)
      const close = vi.fn(async () => {})
      made.push({ client, close, visitor })
      return { ...client, close } as unknown as Own
    },
    initial,
  )
const microtasks = (): Promise<void> => Promise.resolve()

beforeEach(() => {
  vi.useFakeTimers()
  made.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the client', () => {
  test('is made once, when somebody first reads, and closed when nothing is shown any more', async () => {
    const shown = store()
    expect(made).toHaveLength(0)
    shown.read(shown.client(), 'checkout', false)
    const leave = shown.attach()
    leave()
    const leaveAgain = shown.attach()
    await microtasks()
    expect(made).toHaveLength(1)
    expect(made[0]?.close).not.toHaveBeenCalled()
    leaveAgain()
    await microtasks()
    expect(made[0]?.close).toHaveBeenCalledOnce()
  })

  test('of a tree that was hidden for a while is another one, about the same visitor', async () => {
    const shown = store()
    const leave = shown.attach()
    shown.identify({ targetingKey: 'bob' }, 'signed bob')
    leave()
    await microtasks()
    shown.attach()
    expect(made.map(({ visitor }) => visitor)).toEqual([[], [{ targetingKey: 'bob' }, 'signed bob']])
  })

  test('of a tree that was rendered and never shown is closed', () => {
    const dropped = store()
    dropped.client()
    vi.advanceTimersByTime(60_000)
    expect(made[0]?.close).toHaveBeenCalledOnce()
  })

  test('that the app handed in is not closed', async () => {
    const client = { ...createTestClient(values), close: vi.fn() }
    const shown = createStore(client as unknown as AnyClient, undefined, undefined)
    shown.attach()()
    await microtasks()
    expect(client.close).not.toHaveBeenCalled()
  })
})

describe('a read', () => {
  test('is the same object until its outcome differs', () => {
    const shown = store()
    shown.attach()
    const client = shown.client()
    const before = shown.read(client, 'banner', {})
    made[0]?.client.set({ checkout: false, banner: { text: 'Sale!' } })
    expect(shown.read(client, 'banner', {})).toBe(before)
    made[0]?.client.set({ banner: { text: 'Soon' } })
    expect(shown.read(client, 'banner', {}).value).toEqual({ text: 'Soon' })
  })

  test('asks the client once, however often components render, and again after each change', () => {
    const client = createTestClient(values)
    const details = vi.spyOn(client, 'details')
    const shown = createStore(client as unknown as AnyClient, undefined, undefined)
    const heard = vi.fn()
    shown.subscribe(heard)
    shown.attach()
    heard.mockClear()
    for (let n = 0; n < 5; n += 1) shown.read(shown.client(), 'checkout', false)
    expect(details).toHaveBeenCalledOnce()
    client.set({ checkout: false })
    expect(heard).toHaveBeenCalledOnce()
    expect(shown.read(shown.client(), 'checkout', true).value).toBe(false)
  })

  test('by another type is another read', () => {
    const shown = store()
    expect(shown.read(shown.client(), 'checkout', false).value).toBe(true)
    expect(shown.read(shown.client(), 'checkout', 'text')).toMatchObject({
      value: undefined,
      errorCode: 'TYPE_MISMATCH',
    })
  })

  test('is made again by and by while nobody confirms what is held: a flag may go off with age', () => {
    const client = createTestClient(values)
    const shown = createStore(client as unknown as AnyClient, undefined, undefined)
    const heard = vi.fn()
    const leave = shown.attach()
    shown.subscribe(heard)
    vi.advanceTimersByTime(60_000)
    expect(heard).not.toHaveBeenCalled()
    const { status } = client
    client.status = () => ({ ...status(), state: 'stale' })
    vi.advanceTimersByTime(60_000)
    expect(heard.mock.calls.length).toBeGreaterThan(1)
    leave()
    heard.mockClear()
    vi.advanceTimersByTime(60_000)
    expect(heard).not.toHaveBeenCalled()
  })
})

describe('what the server served', () => {
  const initial = {
    checkout: { flagKey: 'checkout', value: true, variant: 'on', reason: 'STATIC', flagMetadata: {} },
  } as const

  test('is there before any client is, and while the client has nothing', () => {
    const shown = store(initial)
    expect(shown.read(shown.server, 'checkout', false).value).toBe(true)
    expect(shown.read(shown.server, 'unknown', 7)).toMatchObject({ value: undefined, errorCode: 'PROVIDER_NOT_READY' })
    expect(made).toHaveLength(0)
    const waiting = {
      ...createTestClient(),
      status: () => ({ state: 'connecting' }),
      details: (flagKey: string, value: unknown) => ({
        flagKey,
        value,
        reason: 'ERROR' as const,
        errorCode: 'PROVIDER_NOT_READY' as const,
        flagMetadata: {},
      }),
    }
    const hydrated = createStore(waiting as unknown as AnyClient, undefined, initial)
    expect(hydrated.read(hydrated.client(), 'checkout', false).value).toBe(true)
    hydrated.identify({ targetingKey: 'bob' })
    expect(hydrated.read(hydrated.client(), 'checkout', false).value).toBeUndefined()
  })

  test('is the same object as what the client then says, where that is the same', () => {
    const banner = { flagKey: 'banner', value: { text: 'Sale!' }, variant: 'sale', reason: 'STATIC', flagMetadata: {} }
    const shown = store({ banner } as never)
    const before = shown.read(shown.server, 'banner', {})
    expect(shown.read(shown.client(), 'banner', {}).value).toBe(before.value)
  })
})

test('the client that components get tells everybody who is looking', () => {
  const client = createTestClient(values)
  const shown = createStore(client as unknown as AnyClient, undefined, undefined)
  const heard = vi.fn()
  shown.subscribe(heard)
  const face = shown.face(shown.client())
  expect(shown.face(shown.client())).toBe(face)
  const identify = vi.spyOn(client, 'identify')
  face.identify({ targetingKey: 'bob' }, 'signed bob')
  expect(identify).toHaveBeenCalledExactlyOnceWith({ targetingKey: 'bob' }, 'signed bob')
  expect(client.context()).toEqual({ targetingKey: 'bob' })
  expect(heard).toHaveBeenCalledOnce()
})
