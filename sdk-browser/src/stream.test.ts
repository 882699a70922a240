import { STREAM_EVENTS, type StreamListener } from '@halyard/sdk-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStream } from './stream.ts'

/** The browser's, hand-driven. */
class FakeEventSource {
  static last: FakeEventSource
  readonly #listeners = new Map<string, (event: { data: string }) => void>()
  readonly url: string
  isClosed = false
  onopen?: () => void
  onerror?: () => void

  constructor(url: string) {
    this.url = url
    FakeEventSource.last = this
  }

  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.#listeners.set(name, listener)
  }

  close(): void {
    this.isClosed = true
  }

  say(name: string, data: string): void {
    this.#listeners.get(name)?.({ data })
  }
}

beforeEach(() => void vi.stubGlobal('EventSource', FakeEventSource))
afterEach(() => void vi.unstubAllGlobals())

test('hands on what the server says, event by event', () => {
  const listener = recorder()
  openStream('https://flags.example/stream', STREAM_EVENTS, listener)
  const source = FakeEventSource.last
  source.onopen?.()
  source.say('snapshot', 'a')
  source.say('heartbeat', 'b')
  source.say('message', 'of nobody')
  expect(source.url).toBe('https://flags.example/stream')
  expect(listener.heard).toEqual(['opened', 'snapshot a', 'heartbeat b'])
})

test('the first error ends it: the browser must not reconnect behind our back', () => {
  const listener = recorder()
  openStream('https://flags.example/stream', STREAM_EVENTS, listener)
  const source = FakeEventSource.last
  source.onerror?.()
  source.onerror?.()
  expect(source.isClosed).toBe(true)
  expect(listener.heard).toEqual(['failed'])
})

test('nothing is heard after it was closed, and closing twice is fine', () => {
  const listener = recorder()
  const close = openStream('https://flags.example/stream', STREAM_EVENTS, listener)
  close()
  close()
  const source = FakeEventSource.last
  source.say('change', 'late')
  source.onopen?.()
  source.onerror?.()
  expect(source.isClosed).toBe(true)
  expect(listener.heard).toEqual([])
})

test('a browser without EventSource fails like a lost connection, once the opening is over', async () => {
  vi.stubGlobal('EventSource', undefined)
  const listener = recorder()
  openStream('https://flags.example/stream', STREAM_EVENTS, listener)
  expect(listener.heard).toEqual([])
  await Promise.resolve()
  expect(listener.heard).toEqual(['failed'])
})

test('and is silent, too, once it was closed', async () => {
  vi.stubGlobal('EventSource', undefined)
  const listener = recorder()
  openStream('https://flags.example/stream', STREAM_EVENTS, listener)()
  await Promise.resolve()
  expect(listener.heard).toEqual([])
})

function recorder(): StreamListener & { readonly heard: string[] } {
  const heard: string[] = []
  return {
    heard,
    opened: () => void heard.push('opened'),
    bytes: () => void heard.push('bytes'),
    event: (name, data) => void heard.push(`${name} ${data}`),
    failed: () => void heard.push('failed'),
  }
}
