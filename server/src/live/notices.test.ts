import { expect, onTestFinished, test } from 'vitest'
import { createMetrics } from '../metrics.ts'
import { eventually } from '../test-eventually.ts'
import type { StreamVisitor } from './channel.ts'
import { type Live, openLive } from './live.ts'
import type { Opening } from './resume.ts'
import type { LiveRuleset } from './ruleset.ts'
import { TestHistory } from './test-history.ts'
import { TestSocket } from './test-socket.ts'

const VISITOR: StreamVisitor = { keyId: 'k', kind: 'sdk', address: '::1', keyExpiresAtMs: null }
const INITIAL: Opening = { with: 'snapshot', reason: 'initial' }

interface Room {
  readonly history: TestHistory
  readonly live: Live
  readonly ruleset: LiveRuleset
  open(dialect: 'sdk' | 'notices', opening?: Opening): TestSocket
}

async function room(): Promise<Room> {
  const history = new TestHistory('e')
  history.commit('e', { a: true })
  const report = { ...createMetrics({ withProcess: false }).live, failed: () => {} }
  const live = await openLive({ history, report, random: () => 0.5, options: { heartbeatMs: 16 } })
  onTestFinished(() => live.close())
  const ruleset = live.directory.get('e')?.server
  if (ruleset === undefined) throw new Error('no environment')
  return {
    history,
    live,
    ruleset,
    open(dialect, opening = INITIAL) {
      const stream = live.hub.join(ruleset, VISITOR, dialect)
      if ('status' in stream) throw new Error(stream.code)
      const socket = new TestSocket()
      live.hub.start(stream, opening, socket, () => {})
      return socket
    },
  }
}

/** What an `EventSource` would hand out: comments are not among it. */
function messages(text: string): string[] {
  return text.split('\n\n').filter((part) => part.startsWith('id:'))
}

test('a stream of notices says that something changed, under the id of the state, and never what', async () => {
  const { history, open, ruleset } = await room()
  const socket = open('notices')
  const idOf = (): string => `${ruleset.head.epoch}.${ruleset.head.revision}.${ruleset.head.digest}`
  const notice = (): string => `id: ${idOf()}\nevent: message\ndata: {"type":"refetchEvaluation"}`
  expect(messages(socket.read())).toEqual([notice()])
  history.commit('e', { secret: true })
  const told = socket.read()
  expect(messages(told)).toEqual([notice()])
  expect(told).not.toContain('secret')
})

test('a client that proves that it is current is told nothing, and hears a comment at once', async () => {
  const { open, ruleset, history } = await room()
  const current = open('notices', { with: 'resume', from: ruleset.head })
  expect(current.read()).toMatch(/^:\n\n/)
  const earlier = { ...ruleset.head }
  history.commit('e', { a: false })
  expect(messages(open('notices', { with: 'resume', from: earlier }).read())).toHaveLength(1)
})

test('streams of notices are kept warm by comments, and are no SDKs that could confirm a kill', async () => {
  const { live, open } = await room()
  const socket = open('notices')
  open('sdk')
  expect(live.connected('e')).toEqual({ server: 1, client: 0 })
  expect(live.hub.size).toBe(2)
  socket.read()
  await eventually(() => expect(socket.read()).toMatch(/^(?::\n\n)+$/))
})

test('a goodbye to notices spreads those who come again', async () => {
  const { live, open } = await room()
  const drained = open('notices')
  drained.read()
  await live.drain(50)
  expect(drained.read()).toBe('retry: 1500\n\n')
  expect(drained.isEnded).toBe(true)
})
