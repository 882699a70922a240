/**
 * F59: what every released protocol version put on the wire, recorded, against the SDK and the server of today.
 * @see docs/protocol.md, "Releases"
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PROTOCOL_VERSION } from '@halyard/protocol'
import { describe, expect, test } from 'vitest'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'
import { within } from '../support/settle.ts'
import { holds, reaches, startClient } from './scripted-client.ts'
import { startScriptedServer } from './scripted-server.ts'

const { keep } = lifetime()
const FRAMES = new URL('../../packages/protocol/frames/', import.meta.url)
const versions = readdirSync(FRAMES)
const recorded = (version: string, name: string): string => readFileSync(new URL(`${version}/${name}`, FRAMES), 'utf8')
const matrix = readFileSync(fileURLToPath(new URL('../../docs/protocol.md', import.meta.url)), 'utf8')

test('F59 each released version is recorded, and is in the matrix of docs/protocol.md', () => {
  expect(versions).toEqual(Array.from({ length: PROTOCOL_VERSION }, (_, n) => `v${n + 1}`))
  for (const version of versions) expect(matrix).toContain(`| \`frames/${version}\` |`)
})

describe.each(versions)('F59 version %s', (version) => {
  test('a server of it, the SDK of today: each state is taken whole, in order, and the one from its future too', async () => {
    const server = keep(await startScriptedServer())
    const client = startClient({ keep }, server.url)
    const stream = await server.nextStream()
    await stream.send(recorded(version, 'snapshot-server.txt'))
    await holds(client, 1840)
    expect(client.details('new-checkout', false).reason).not.toBe('ERROR')
    await stream.send(recorded(version, 'change-kill.txt'))
    await holds(client, 1842)
    expect(client.details('new-checkout', true)).toMatchObject({ value: false, reason: 'DISABLED' })
    await stream.send(recorded(version, 'change-resume.txt'))
    await holds(client, 1845)
    expect(client.details('price', 'gone')).toMatchObject({ value: 'gone', errorCode: 'FLAG_NOT_FOUND' })
    await stream.send(recorded(version, 'heartbeat.txt'))
    await reaches(client, 'live')
    await stream.send(recorded(version, 'from-the-future.txt'))
    await holds(client, 1846)
    expect(client.boolean('new-checkout', true)).toBe(false)
    expect(client.status()).toMatchObject({ divergences: 0 })
  })

  test('a server of it that takes its leave, the SDK of today: it stays with what it has, and comes back', async () => {
    const server = keep(await startScriptedServer())
    const client = startClient({ keep }, server.url)
    const stream = await server.nextStream()
    await stream.send(recorded(version, 'snapshot-empty.txt'))
    await client.ready()
    const goodbye = recorded(version, 'goodbye.txt').replaceAll(/"spreadMs":\d+/g, '"spreadMs":10')
    await stream.send(goodbye)
    const again = await server.nextStream()
    expect(again.headers['last-event-id']).toMatch(/^\d+\.\d+\.[\da-f]{16}$/)
  })

  test('an SDK of it, the server of today: its requests, receipts and counts are taken, and its resume gets the truth', async () => {
    const server = keep(await startServer())
    const { credential } = await server.admin.key('sdk')
    const authorization = `Bearer ${credential}`
    const post = async (name: string): Promise<number> => {
      const headers = { authorization, 'content-type': 'application/json' }
      const url = `${server.url}/sdk/${version}/${name === 'receipt' ? 'receipts' : name}`
      return (await fetch(url, { method: 'POST', headers, body: recorded(version, `${name}.json`) })).status
    }
    expect(await post('receipt')).toBe(202)
    expect(await post('telemetry')).toBe(202)

    const [, id = ''] = /^id: (.+)$/m.exec(recorded(version, 'change-kill.txt')) ?? []
    const headers = { authorization, 'last-event-id': id, accept: 'text/event-stream' }
    const abort = new AbortController()
    const stream = await fetch(`${server.url}/sdk/${version}/stream`, { headers, signal: abort.signal })
    expect(stream.status).toBe(200)
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    let first = ''
    while (!first.includes('data: {')) {
      const part = await within('an event', Promise.resolve(reader?.read()))
      if (part?.value === undefined) break
      first += part.value
    }
    expect(first).toMatch(/^id: .+\nevent: snapshot\ndata: \{/m)
    abort.abort()
    const poll = await fetch(`${server.url}/sdk/${version}/ruleset`, {
      headers: { authorization, 'if-none-match': `"${id}"` },
    })
    expect(poll.status).toBe(200)
    expect(await poll.json()).toMatchObject({ ruleset: { project: 'default', items: expect.anything() as unknown } })
  })
})
