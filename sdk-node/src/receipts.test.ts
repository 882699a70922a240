import type { DownMessage } from '@halyard/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReceipts } from './receipts.ts'

const ID = '1.2.0123456789abcdef'
const NEWER = '1.3.0123456789abcdef'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function change(withinMs?: number, nonce?: string): DownMessage {
  const confirm = withinMs === undefined ? {} : { confirm: { withinMs } }
  const state = { epoch: 1, from: 1, revision: 2, digest: '0123456789abcdef', items: {}, ageMs: 0 }
  return { event: 'change', ...state, ...confirm, ...(nonce === undefined ? {} : { nonce }) }
}

function world(answers: readonly ('done' | 'again')[] = []) {
  const sent: unknown[] = []
  const left = [...answers]
  const receipts = createReceipts({
    post: async (body) => {
      sent.push(JSON.parse(body))
      return left.shift() ?? 'done'
    },
    monotonicMs: () => Date.now(),
    random: () => 0.5,
  })
  return { receipts, sent }
}

describe('a change that asks', () => {
  test('is confirmed within its time, under the stream’s nonce, with how long it was held', async () => {
    const { receipts, sent } = world()
    receipts.heard(change(undefined, 'n-1'), ID)
    receipts.heard(change(200), ID)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(99)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toEqual([{ nonce: 'n-1', id: ID, heldMs: 100 }])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toHaveLength(1)
  })

  test('is not confirmed where it was not applied, nor one that does not ask', async () => {
    const { receipts, sent } = world()
    receipts.heard(change(0, 'n-1'), undefined)
    receipts.heard(change(), ID)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([])
  })

  test('and another one are confirmed by one receipt: the newest state at the earliest moment', async () => {
    const { receipts, sent } = world()
    receipts.heard(change(10_000, 'n-1'), ID)
    await vi.advanceTimersByTimeAsync(1_000)
    receipts.heard(change(200), NEWER)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([{ nonce: 'n-1', id: NEWER, heldMs: 100 }])
  })

  test('is confirmed under the name of the stream that is open when the time comes', async () => {
    const { receipts, sent } = world()
    receipts.heard(change(1_000, 'n-1'), ID)
    receipts.heard(change(undefined, 'n-2'), ID)
    await vi.advanceTimersByTimeAsync(500)
    expect(sent).toMatchObject([{ nonce: 'n-2' }])
  })
})

test('what the server could not take is tried once more, and never again', async () => {
  const { receipts, sent } = world(['again', 'again', 'again'])
  receipts.heard(change(0, 'n-1'), ID)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(sent).toEqual([
    { nonce: 'n-1', id: ID, heldMs: 0 },
    { nonce: 'n-1', id: ID, heldMs: 500 },
  ])
})

test('a try that fails gives way to a newer state', async () => {
  const { receipts, sent } = world(['again'])
  receipts.heard(change(0, 'n-1'), ID)
  await vi.advanceTimersByTimeAsync(100)
  receipts.heard(change(0), NEWER)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent).toMatchObject([{ id: ID }, { id: NEWER }])
})

test('a closed client says nothing more, and no timer is left', async () => {
  const { receipts, sent } = world()
  receipts.heard(change(1_000, 'n-1'), ID)
  receipts.close()
  receipts.heard(change(0), NEWER)
  expect(vi.getTimerCount()).toBe(0)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent).toEqual([])
})

test('each try ends by itself when nobody answers, and all of them with the client', async () => {
  const signals: AbortSignal[] = []
  const receipts = createReceipts({
    post: (_, signal) => {
      signals.push(signal)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('again')))
    },
    monotonicMs: () => Date.now(),
    random: () => 0.5,
  })
  const ended = () => signals.map(({ aborted }) => aborted)
  receipts.heard(change(0, 'n-1'), ID)
  await vi.advanceTimersByTimeAsync(2_000)
  receipts.heard(change(0), NEWER)
  await vi.advanceTimersByTimeAsync(999)
  expect(ended()).toEqual([false, false])
  await vi.advanceTimersByTimeAsync(1)
  expect(ended()).toEqual([true, false])
  await vi.advanceTimersByTimeAsync(500)
  expect(ended()).toEqual([true, false, false])
  receipts.close()
  await vi.advanceTimersByTimeAsync(0)
  expect(ended()).toEqual([true, true, true])
  expect(vi.getTimerCount()).toBe(0)
})
