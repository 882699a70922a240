/** What travels on a stream, in any cut, and what an SDK makes of each event. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHistory } from '../../chaos/scripted-history.ts'
import type { Check } from './check.ts'
import { holds, same } from './check.ts'
import { NOTHING, SDK_KEY, type Sdk } from './sdk.ts'

const STREAM = 'docs/protocol.md, "Stream"'
const MESSAGES = 'docs/protocol.md, "How messages are described"'

/** Starts the SDK and brings it to a history's head. */
export async function live(sdk: Sdk, history = createHistory({ a: 1 }), times = {}) {
  await sdk.start(times)
  const stream = await sdk.stream('at first')
  await stream.send(history.snapshot())
  await sdk.reaches({ revision: history.head.revision, state: 'live' }, 'after the first snapshot')
  return { history, stream }
}

export const deliveryChecks: Check<Sdk>[] = [
  {
    name: 'asks for the stream with its key, its name and its instance, claims nothing, and serves the first snapshot',
    rule: STREAM,
    async run(sdk) {
      await sdk.start()
      same('before anything came: a read', (await sdk.read('a', 7))['value'], 7)
      const history = createHistory({ a: 1, b: 'text', c: true, d: { deep: [1] } })
      const stream = await sdk.stream('at first')
      const { headers } = stream
      same('Authorization', headers.authorization, `Bearer ${SDK_KEY}`)
      same('Last-Event-ID of the first stream', headers['last-event-id'], undefined)
      holds(/^[\w-]+\/\S+$/.test(String(headers['x-halyard-sdk'])), 'X-Halyard-SDK: name/version', headers)
      holds(/^[\w.-]{1,128}$/.test(String(headers['x-halyard-instance'])), 'X-Halyard-Instance: an id', headers)
      await stream.send(history.snapshot())
      await sdk.reaches({ epoch: 1, revision: 1, state: 'live', divergences: 0 }, 'after the first snapshot')
      for (const [flag, value] of [
        ['a', 1],
        ['b', 'text'],
        ['c', true],
        ['d', { deep: [1] }],
      ] as const) {
        await sdk.reads(flag, value, 'after the first snapshot')
      }
      same('a flag that is not there', (await sdk.read('x', 7))['errorCode'], 'FLAG_NOT_FOUND')
      same('a number flag read as text', (await sdk.read('a', 'text'))['errorCode'], 'TYPE_MISMATCH')
    },
  },
  ...Object.entries({
    'byte by byte, with CRLF and characters cut in two': (frame: string) =>
      [...Buffer.from(frame.replaceAll('\n', '\r\n'))].map((byte) => Uint8Array.of(byte)),
    'with a BOM and CR alone': (frame: string) => [`\ufeff${frame.replaceAll('\n', '\r')}`],
    'with comments, unknown fields and no blank after the colon': (frame: string) => [
      `: hello\nretry: 10\nfoo: bar\n\n${frame.replaceAll(/^(\w+): /gm, '$1:')}`,
    ],
  }).map(
    ([how, cut]): Check<Sdk> => ({
      name: `reads events ${how}`,
      rule: STREAM,
      async run(sdk) {
        const history = createHistory({ a: 'é€😀' })
        await sdk.start()
        const stream = await sdk.stream('at first')
        for (const bytes of cut(history.snapshot())) await stream.send(bytes)
        await sdk.reaches({ revision: 1, divergences: 0 }, `a snapshot ${how}`)
        await sdk.reads('a', 'é€😀', `a snapshot ${how}`)
        history.commit({ a: 'ß' })
        for (const bytes of cut(history.change(history.commits[0] ?? history.head))) await stream.send(bytes)
        await sdk.reaches({ revision: 2, divergences: 0 }, `a change ${how}`)
        await sdk.reads('a', 'ß', `a change ${how}`)
      },
    }),
  ),
  {
    name: 'an event that is cut off anywhere is not applied, and resuming claims the state before it',
    rule: 'docs/protocol.md, "Resume": MUST NOT claim an event\'s state before it has applied that event',
    async run(sdk) {
      const { history, stream: first } = await live(sdk)
      let stream = first
      const cuts = [0.05, 0.3, 0.6, 0.9, -2, -1]
      for (const cut of cuts) {
        const before = history.head
        history.commit({ a: before.revision + 1 })
        const bytes = Buffer.from(history.change(before))
        await stream.send(bytes.subarray(0, cut < 0 ? bytes.length + cut : Math.ceil(bytes.length * cut)))
        stream.end()
        stream = await sdk.stream('after the cut')
        same('the state that is claimed after a cut', stream.headers['last-event-id'], before.id)
        await sdk.reads('a', before.revision, 'after the cut')
        await stream.send(history.change(before))
        await sdk.reaches({ revision: history.head.revision, state: 'live', divergences: 0 }, 'after resuming')
      }
      await sdk.reads('a', history.head.revision, 'after resuming')
      stream.destroy()
      stream = await sdk.stream('after a reset')
      same('the state that is claimed after a reset', stream.headers['last-event-id'], history.head.id)
      await stream.send(history.heartbeat())
      await sdk.reaches({ state: 'live' }, 'after a heartbeat that names what is held')
      return cuts.length
    },
  },
  {
    name: 'events that nobody knows are ignored, whatever their data',
    rule: 'docs/protocol.md, "Versions"',
    async run(sdk) {
      const { history, stream } = await live(sdk)
      await stream.send('event: announcement\ndata: not JSON at all <html>\n\n')
      await stream.send('data: {"no":"name"}\n\nid: 9.9.0000000000000000\n\nevent: change\n\n')
      history.commit({ a: 2 })
      await stream.send(history.change(history.commits[0] ?? history.head))
      await sdk.reaches({ revision: 2, state: 'live', divergences: 0 }, 'a change after an unknown event')
      same('streams that were opened', sdk.server.count('stream'), 1)
      stream.end()
      const { headers } = await sdk.stream('after the end')
      same('the state that is claimed after unknown events', headers['last-event-id'], history.head.id)
    },
  },
  {
    name: 'known events that are malformed are refused whole: the stream is dropped, what is held stays, it resumes',
    rule: MESSAGES,
    async run(sdk) {
      const { history, stream: first } = await live(sdk)
      let stream = first
      const before = history.head
      const { digest } = history.commit({ a: 2, b: 1 })
      const frame = history.change(before)
      const change = JSON.parse(frame.slice(frame.indexOf('{'))) as Record<string, unknown>
      const { a, b } = (change['items'] as { flag: Record<string, Record<string, unknown>> }).flag
      const withFlag = (flag: object): object => ({ ...change, items: { flag: { a, b: { ...b, ...flag } } } })
      const malformed: Record<string, string> = {
        'no JSON': '{"epoch":1,',
        'a list': '[]',
        null: 'null',
        'no digest': JSON.stringify({ ...change, digest: undefined }),
        'a revision that is text': JSON.stringify({ ...change, revision: '2' }),
        'a revision below zero': JSON.stringify({ ...change, revision: -2 }),
        'a digest of 15 digits': JSON.stringify({ ...change, digest: digest.slice(1) }),
        'items that are a list': JSON.stringify({ ...change, items: [] }),
        'null for an optional field': JSON.stringify({ ...change, nonce: null }),
        'a flag that lacks enabled': JSON.stringify(withFlag({ enabled: undefined })),
        'a flag with killed: false': JSON.stringify(withFlag({ killed: false })),
        'a flag without variants': JSON.stringify(withFlag({ variants: null })),
        'a number that no double holds': JSON.stringify(withFlag({ variants: { value: 'X' } })).replace('"X"', '1e999'),
        '70 levels': JSON.stringify(withFlag({ rules: 'X' })).replace('"X"', '['.repeat(70) + ']'.repeat(70)),
      }
      for (const [what, data] of Object.entries(malformed)) {
        await stream.send(`id: ${history.head.id}\nevent: change\ndata: ${data}\n\n`)
        stream = await sdk.stream(`a change with ${what}`)
        same(`the state claimed after a change with ${what}`, stream.headers['last-event-id'], before.id)
        await sdk.reads('a', 1, `after a change with ${what}`)
      }
      await stream.send(frame)
      await sdk.reaches({ revision: 2, state: 'live' }, 'after the change itself')
      return Object.keys(malformed).length
    },
  },
]

/** The protocol's recorded bytes, as one stream sends them. @param root - The repository. */
export function frameChecks(root: string): Check<Sdk>[] {
  const read = (name: string): string => readFileSync(join(root, 'packages/protocol/frames/v1', `${name}.txt`), 'utf8')
  const PRO = { plan: 'pro', organization: { key: 'org-2' }, targetingKey: 'u-1' }
  return [
    {
      name: 'recorded frames: a snapshot, a kill, a resume, heartbeats, then a server from the future',
      rule: 'packages/protocol/frames/v1',
      async run(sdk) {
        await sdk.start()
        const stream = await sdk.stream('at first')
        await stream.send(read('snapshot-server'))
        await sdk.reaches({ revision: 1840, state: 'live' }, 'after snapshot-server')
        holds((await sdk.read('new-checkout', false, PRO))['reason'] !== 'DISABLED', 'new-checkout not to be off')
        await stream.send(read('change-kill'))
        await sdk.reaches({ revision: 1842, divergences: 0 }, 'after change-kill')
        const killed = { value: false, variant: 'off', reason: 'DISABLED' }
        const { value, variant, reason } = await sdk.read('new-checkout', true, { ...PRO, targetingKey: 'u-17' })
        same('new-checkout, killed', { value, variant, reason }, killed)
        await stream.send(read('change-resume') + read('heartbeat'))
        await sdk.reaches({ revision: 1845, divergences: 0, state: 'live' }, 'after change-resume')
        await sdk.reads('price', NOTHING, 'after its deletion')
        await sdk.reads('gate', true, 'after change-resume')
        const [, , , goodbye = ''] = read('from-the-future').split(/(?<=\n\n)/)
        await stream.send(read('from-the-future').replace(goodbye, ''))
        await sdk.reaches({ revision: 1847, divergences: 0, state: 'live' }, 'after from-the-future')
        same('streams that were opened', sdk.server.count('stream'), 1)
        const future = await sdk.read('new-checkout', true, PRO)
        same('a killed flag whose rules nobody can read', future['variant'], 'off')
        await stream.send(goodbye)
        const { headers } = await sdk.stream('after a goodbye whose reason nobody knows')
        holds(String(headers['last-event-id']).startsWith('1763640000.1847.'), 'to resume from 1847', headers)
      },
    },
    {
      name: "recorded frames: an empty ruleset, then a client's with hashed lists",
      rule: 'packages/protocol/frames/v1',
      async run(sdk) {
        for (const name of ['snapshot-empty', 'snapshot-client']) {
          await sdk.start()
          const stream = await sdk.stream(name)
          await stream.send(read(name))
          const [, epoch, revision] = /^id: (\d+)\.(\d+)\./.exec(read(name)) ?? []
          const expected = { epoch: Number(epoch), revision: Number(revision), state: 'live', divergences: 0 }
          await sdk.reaches(expected, `after ${name}`)
          await sdk.stop()
        }
      },
    },
  ]
}
