import { describe, expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import { createTestClient } from './testing.ts'

const right = { url: 'http://127.0.0.1:9', sdkKey: 'hal_sdk_a_b_00000000' }

describe('listening to what never happens throws, and says what was probably meant', () => {
  test.each<[unknown, unknown, string]>([
    ['chnage', () => {}, '`event` must be one of ready, change, stale, status, got "chnage". Did you mean `change`?'],
    ['error', () => {}, '`event` must be one of ready, change, stale, status, got "error".'],
    ['toString', () => {}, '`event` must be one of ready, change, stale, status, got "toString".'],
    [undefined, () => {}, '`event` must be one of ready, change, stale, status, got undefined.'],
    ['change', undefined, '`listener` must be a function, got undefined.'],
  ])('on(%j, %s)', (event, listener, message) => {
    const client = createTestClient()
    const listen = (): unknown => client.on(event as never, listener as never)
    expect(listen).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', message }))
  })

  test('also of a client with a server', async () => {
    const client = createClient(right)
    expect(() => client.on('chnage' as never, () => {})).toThrow('Did you mean `change`?')
    await client.close()
  })
})

describe('wrong options of ready() reject at once, and are said, for apps catch what it rejects with', () => {
  test.each<[unknown, string]>([
    [{ timeoutMS: 5 }, '`options` must be made of timeoutMs, signal, got "timeoutMS". Did you mean `timeoutMs`?'],
    [{ timeoutMs: 'x' }, '`timeoutMs` must be milliseconds, at least 0, got string.'],
    [{ timeoutMs: Number.NaN }, '`timeoutMs` must be milliseconds, at least 0, got NaN.'],
    [{ timeoutMs: -1 }, '`timeoutMs` must be milliseconds, at least 0, got -1.'],
    [{ signal: new AbortController() }, '`signal` must be an `AbortSignal`, got object.'],
    [{ signal: 5 }, '`signal` must be an `AbortSignal`, got 5.'],
    [2000, '`options` must be an object with `timeoutMs` or `signal`, got 2000.'],
  ])('%j', async (options, message) => {
    const said: string[] = []
    const client = createClient({ ...right, logger: { error: (words) => void said.push(words) } })
    await expect(client.ready(options as never)).rejects.toMatchObject({ code: 'INVALID_OPTION', message })
    expect(said).toEqual([`halyard: ${message}`])
    await client.close()
  })

  test('options that throw when they are looked at reject, too', async () => {
    const no = (): never => {
      throw new Error('no')
    }
    const client = createTestClient()
    const getter = Object.defineProperty({}, 'timeoutMs', { enumerable: true, get: no })
    for (const options of [getter, new Proxy({}, { ownKeys: no, get: no })]) {
      let ready: Promise<unknown> | undefined
      expect(() => (ready = client.ready(options as never))).not.toThrow()
      await expect(ready).rejects.toThrow('no')
    }
  })

  test.each<unknown>([
    undefined,
    null,
    {},
    { timeoutMs: undefined, signal: undefined, madeUp: undefined },
    { timeoutMs: 0 },
    { timeoutMs: Infinity },
    { timeoutMs: 5, signal: new AbortController().signal },
  ])('but not right ones: %j', async (options) => {
    expect(await createTestClient().ready(options as never)).toEqual({ source: 'network' })
  })
})

test('ready() with a time just beyond what timers can count waits; Node made one millisecond of it', async () => {
  const warnings: Error[] = []
  const hear = (warning: Error): void => void warnings.push(warning)
  process.on('warning', hear)
  const client = createClient(right)
  const waiting = client.ready({ timeoutMs: 2 ** 31 - 0.5 }).catch((error: unknown) => error)
  // Warnings are emitted on the next tick, and so before this.
  await new Promise(setImmediate)
  await client.close()
  expect(await waiting).toMatchObject({ code: 'CLOSED' })
  expect(warnings.filter(({ name }) => name === 'TimeoutOverflowWarning')).toEqual([])
  process.off('warning', hear)
})
