import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { formatStateId } from '@halyard/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../test-eventually.ts'
import { CLIENT_ID, openTestApp, SDK_KEY, type TestApp } from '../test-app.ts'
import { keyOfToken, streamToken, TOKEN_LIFE_MS } from './stream-token.ts'

const REFETCH = 'event: message\ndata: {"type":"refetchEvaluation"}'

async function app(): Promise<TestApp> {
  const opened = await openTestApp()
  opened.history.commit('production', { a: true })
  return opened
}

async function streamUrl(halyard: TestApp, key: string = SDK_KEY): Promise<string> {
  const init = { method: 'POST', headers: { 'X-API-Key': key }, body: '{"context":{}}' }
  const answer = await halyard.fetch('/ofrep/v1/evaluate/flags', init)
  const { eventStreams } = (await answer.json()) as { eventStreams: { url: string }[] }
  return eventStreams[0]?.url ?? ''
}

/** As an `EventSource` opens it: a URL, and the last id where it has one. */
async function open(url: string, lastEventId?: string) {
  const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }
  const request = get(url, { headers, agent: false })
  onTestFinished(() => void request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (part: string) => (text += part))
  response.on('error', () => {})
  const isEnded = new Promise((resolve) => response.on('close', () => resolve(true)))
  return { response, text: () => text, isEnded, status: response.statusCode }
}

function idOf(halyard: TestApp, audience: 'server' | 'client' = 'server'): string {
  const ruleset = halyard.live.directory.get('production')?.[audience]
  return ruleset === undefined ? '' : formatStateId(ruleset.head)
}

test('a stream tells a newcomer to ask, and then of every change, under the id of the state', async () => {
  const halyard = await app()
  const stream = await open(await streamUrl(halyard))
  expect([stream.status, stream.response.headers['content-type']]).toEqual([200, 'text/event-stream'])
  expect(stream.response.headers['access-control-allow-origin']).toBe('*')
  await eventually(() => expect(stream.text()).toBe(`id: ${idOf(halyard)}\n${REFETCH}\n\n`))
  halyard.history.commit('production', { a: false })
  await eventually(() => expect(stream.text().endsWith(`id: ${idOf(halyard)}\n${REFETCH}\n\n`)).toBe(true))
  expect(stream.text().match(/refetch/g)).toHaveLength(2)
})

test('whoever proves to be current is told nothing; whoever missed something is told to ask', async () => {
  const halyard = await app()
  const url = await streamUrl(halyard)
  const before = idOf(halyard)
  const current = await open(url, before)
  await eventually(() => expect(current.text()).toBe(':\n\n'))
  halyard.history.commit('production', { a: false })
  for (const id of [before, '7.7.0000000000000000', 'nonsense']) {
    const late = await open(url, id)
    await eventually(() => expect(late.text()).toBe(`id: ${idOf(halyard)}\n${REFETCH}\n\n`))
  }
})

test('a client id’s stream hears only of what is exposed', async () => {
  const halyard = await app()
  const stream = await open(await streamUrl(halyard, CLIENT_ID))
  await eventually(() => expect(stream.text()).toContain(`id: ${idOf(halyard, 'client')}`))
  halyard.history.commit('production', { hush: true }, ['server'])
  halyard.history.commit('production', { a: false })
  await eventually(() => expect(stream.text().match(/refetch/g)).toHaveLength(2))
})

test('a token opens streams for ten minutes, and an open stream outlives it', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_763_640_000_000 })
  onTestFinished(() => void vi.useRealTimers())
  const halyard = await app()
  const url = await streamUrl(halyard)
  vi.advanceTimersByTime(TOKEN_LIFE_MS - 1)
  const stream = await open(url)
  expect(stream.status).toBe(200)
  vi.advanceTimersByTime(60_000)
  const late = await open(url)
  expect([late.status, late.response.headers['access-control-allow-origin']]).toEqual([401, '*'])
  halyard.history.commit('production', { a: false })
  await eventually(() => expect(stream.text()).toContain(`id: ${idOf(halyard)}`))
})

test('with its key, both the token and the open stream end', async () => {
  const halyard = await app()
  const url = await streamUrl(halyard)
  const stream = await open(url)
  halyard.history.revoke(SDK_KEY)
  expect(await stream.isEnded).toBe(true)
  expect(stream.text()).toMatch(/retry: \d+\n\n$/)
  expect((await open(url)).status).toBe(401)
})

test('a token cannot be made, stretched or turned into another key’s', async () => {
  const halyard = await app()
  const key = await halyard.history.keyBySelector('selectorA')
  if (key === undefined) throw new Error('no key')
  const token = streamToken('selectorA', key, 0)
  const read = (text: string, nowMs = 0) => keyOfToken(halyard.history, text, nowMs)
  expect((await read(token))?.id).toBe(key.id)
  expect(await read(token, TOKEN_LIFE_MS)).toBeUndefined()
  for (const forged of [
    token.replace('-a-', '-zz-'),
    token.replace('selectorA', 'selectorB'),
    `${token}0`,
    '',
    SDK_KEY,
  ])
    expect(await read(forged)).toBeUndefined()
})

test('the log names no token', async () => {
  const halyard = await app()
  const url = await streamUrl(halyard)
  await open(url)
  await eventually(() => expect(halyard.log.join()).toContain('/ofrep/v1/stream/:token'))
  expect(halyard.log.join()).not.toContain(url.split('/').at(-1))
})
