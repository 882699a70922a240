/** What a message does to the state that is held. docs/connection.md, "Acceptance" */
import type { ServerResponse } from 'node:http'
import { digestOf } from '@halyard/protocol'
import { type Commit, constantFlag, createHistory, type ScriptedHistory } from '../../chaos/scripted-history.ts'
import { type Check, holds, same } from './check.ts'
import { live } from './delivery-checks.ts'
import { NOTHING, type Sdk } from './sdk.ts'

const ACCEPTANCE = 'docs/connection.md, "Acceptance"'
const STREAM = 'docs/protocol.md, "Stream"'
const DIGEST = 'docs/protocol.md, "Hash and digest"'

/** Answers no GET of the ruleset until it is told to: what is served meanwhile can be looked at. */
function holdFetches(sdk: Sdk) {
  const held: ServerResponse[] = []
  sdk.server.answer('ruleset', (_, response) => void held.push(response))
  return {
    asked: (why: string) => sdk.sees(`a GET of the ruleset, because of ${why}`, () => held.length > 0),
    answer: (body: string): void => {
      sdk.server.answer('ruleset', (_, response) => answerJson(response, body))
      for (const response of held.splice(0)) answerJson(response, body)
    },
  }
}

function answerJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(body)
}

/** A message that must not be applied but makes the SDK fetch: `message` comes, `a` stays 1, the GET brings `then`. */
function resynchronises(
  name: string,
  rule: string,
  message: (history: ScriptedHistory, first: Commit) => string,
  then: (history: ScriptedHistory) => ScriptedHistory = (history) => history,
  counts = false,
): Check<Sdk> {
  return {
    name,
    rule,
    async run(sdk) {
      const { history, stream } = await live(sdk)
      const fetches = holdFetches(sdk)
      const first = history.head
      history.commit({ a: 2, b: 2 })
      history.commit({ a: 3 })
      await stream.send(message(history, first))
      await fetches.asked(name)
      same(`${name}: the revision until it was fetched`, (await sdk.status())['revision'], 1)
      await sdk.reads('a', 1, name)
      await sdk.reads('b', NOTHING, name)
      const healed = then(history)
      fetches.answer(healed.body())
      // A GET may have run into its time-out meanwhile: as from any server, the next heartbeat tells that it is due again.
      const heartbeats = setInterval(() => void stream.send(healed.heartbeat()), 250)
      try {
        const { epoch, revision } = healed.head
        await sdk.reaches({ epoch, revision }, `${name}: after the GET`)
        const value = healed.head.items.flag['a']?.variants['value']
        await sdk.comesToRead('a', value, `${name}: after the GET`)
      } finally {
        clearInterval(heartbeats)
      }
      if (counts) holds(Number((await sdk.status())['divergences']) > 0, 'a divergence to be counted')
    },
  }
}

/** A message that must be ignored, seen by what the next change finds. */
function ignores(name: string, rule: string, message: (history: ScriptedHistory, first: Commit) => string): Check<Sdk> {
  return {
    name,
    rule,
    async run(sdk) {
      const history = createHistory({ a: 1 }, { epoch: 5 })
      const { stream } = await live(sdk, history)
      const first = history.head
      const second = history.commit({ a: 2, b: 2 })
      await stream.send(history.change(first))
      await sdk.reaches({ revision: 2 }, 'after a change')
      await stream.send(message(history, first))
      history.commit({ c: 3 })
      await stream.send(history.change(second))
      await sdk.reaches({ epoch: 5, revision: 3, divergences: 0, state: 'live' }, `the change after ${name}`)
      for (const [flag, value] of [
        ['a', 2],
        ['b', 2],
        ['c', 3],
      ] as const)
        await sdk.reads(flag, value, name)
      same(`${name}: streams that were opened`, sdk.server.count('stream'), 1)
    },
  }
}

/** A snapshot that must replace what is held, whole. */
function takes(name: string, rule: string, next: ScriptedHistory): Check<Sdk> {
  return {
    name,
    rule,
    async run(sdk) {
      const held = createHistory({ a: 1, gone: 1 }, { epoch: 5 })
      held.commit({ a: 1.5 })
      const { stream } = await live(sdk, held)
      await stream.send(next.snapshot())
      const { epoch, revision } = next.head
      await sdk.reaches({ epoch, revision, state: 'live', divergences: 0 }, name)
      await sdk.reads('a', 2, name)
      same(`${name}: a flag that is gone`, (await sdk.read('gone', 7))['errorCode'], 'FLAG_NOT_FOUND')
    },
  }
}

/** The same revision with other items: what a server says that has lost and rewritten history. */
const rewritten = (): ScriptedHistory => createHistory({ a: 9 })
const wrong = { digest: '0123456789abcdef' }

export const acceptanceChecks: Check<Sdk>[] = [
  {
    name: 'changes are applied: an overlap too, a deletion, and the state before is gone',
    rule: STREAM,
    async run(sdk) {
      const { history, stream } = await live(sdk, createHistory({ a: 1, b: 1 }))
      const [first, second] = [history.head, history.commit({ a: 2 })]
      await stream.send(history.change(first))
      await sdk.reaches({ revision: 2 }, 'after a change')
      history.commit({ b: null })
      history.commit({ a: 4 })
      await stream.send(history.change(first))
      await sdk.reaches({ revision: 4, divergences: 0 }, `a change from ${first.revision} at ${second.revision}`)
      await sdk.reads('a', 4, 'after an overlapping change')
      await sdk.reads('b', NOTHING, 'after its deletion')
    },
  },
  {
    name: 'keys are data: __proto__, constructor and the empty string survive changes and digest',
    rule: 'docs/protocol.md, "How messages are described"',
    async run(sdk) {
      const { stream } = await live(sdk, createHistory())
      const keys = ['__proto__', 'constructor', '']
      const flag = Object.fromEntries(keys.map((key) => [key, constantFlag(1, 2)]))
      const digest = digestOf({ flag })
      const change = { epoch: 1, from: 1, revision: 2, digest, items: { flag }, ageMs: 0 }
      await stream.send(`id: 1.2.${digest}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`)
      await sdk.reaches({ revision: 2, divergences: 0 }, 'after a change of odd keys')
      for (const key of keys) await sdk.reads(key, 1, 'after a change of odd keys')
    },
  },
  ignores('a change that comes twice', STREAM, (history, first) => history.change(first)),
  ignores('a change of an earlier revision, out of order', STREAM, (history, first) => {
    return history.change(first, history.commits[1], { revision: 1, from: 0, digest: first.digest })
  }),
  ignores('a change of a lower epoch', ACCEPTANCE, (history, first) => {
    return history.change(first, history.commits[1], { epoch: 4, revision: 9, digest: first.digest })
  }),
  ignores('an earlier snapshot', ACCEPTANCE, (history, first) => history.snapshot({}, first)),
  ignores('a snapshot of a lower epoch, whatever its revision', 'docs/protocol.md, "Epoch"', () => {
    const past = createHistory({ a: 0 }, { epoch: 4 })
    for (let n = 0; n < 5; n++) past.commit({ a: n })
    return past.snapshot()
  }),
  ignores('an earlier heartbeat', STREAM, (history, first) => history.heartbeat(first)),
  takes('a snapshot of a later revision replaces all', STREAM, later()),
  takes(
    'a snapshot of a higher epoch is taken, whatever its revision',
    'docs/protocol.md, "Epoch"',
    createHistory({ a: 2 }, { epoch: 6 }),
  ),
  takes(
    'a snapshot of another environment is taken, whatever its epoch',
    STREAM,
    createHistory({ a: 2 }, { environmentId: 'env-2', epoch: 1 }),
  ),
  {
    name: 'a snapshot whose reason is diverged takes back the state that was claimed, and no later one',
    rule: STREAM,
    async run(sdk) {
      const history = createHistory({ a: 1 }, { epoch: 5 })
      const past = createHistory({ a: 0 }, { epoch: 5 })
      history.commit({ a: 2 })
      let { stream } = await live(sdk, history)
      stream.end()
      stream = await sdk.stream('after the end')
      await stream.send(past.snapshot({ reason: 'diverged' }))
      await sdk.reaches({ revision: 1, state: 'live' }, 'diverged, of the state that was claimed')
      await sdk.reads('a', 0, 'diverged, of the state that was claimed')
      const third = history.commit({ a: 3 })
      await stream.send(history.snapshot())
      await sdk.reaches({ revision: 3, state: 'live' }, 'a later snapshot')
      await stream.send(past.snapshot({ reason: 'diverged' }))
      history.commit({ b: 4 })
      await stream.send(history.change(third))
      await sdk.reaches(
        { revision: 4, state: 'live' },
        'diverged, but not of the state that was claimed; then a change',
      )
      await sdk.reads('a', 3, 'diverged, but not of the state that was claimed')
    },
  },
  resynchronises('a gap is not applied', STREAM, (history) => history.change(history.commits[1] ?? history.head)),
  resynchronises('a change of a higher epoch is not applied', STREAM, (history, first) =>
    history.change(first, undefined, { epoch: 2 }),
  ),
  resynchronises(
    'a change with a wrong digest is not applied',
    DIGEST,
    (history, first) => history.change(first, undefined, wrong),
    undefined,
    true,
  ),
  resynchronises(
    'a snapshot with a wrong digest is not applied',
    DIGEST,
    (history) => history.snapshot(wrong),
    undefined,
    true,
  ),
  resynchronises('a heartbeat that is ahead', STREAM, (history) => history.heartbeat()),
  resynchronises(
    'a heartbeat of the same revision with another digest',
    DIGEST,
    () => rewritten().heartbeat(),
    rewritten,
    true,
  ),
  resynchronises(
    'a change to the revision that is held with another digest',
    DIGEST,
    (history, first) => history.change(first, first, { from: 0, ...wrong }),
    rewritten,
    true,
  ),
  {
    name: 'divergences cost at most one GET in the time that resyncs are apart',
    rule: DIGEST,
    async run(sdk) {
      const apartMs = 600
      const { history, stream } = await live(sdk, undefined, { maxMs: apartMs })
      await stream.send(history.heartbeat({ ...history.head, ...wrong }))
      const gapMs = async (after: number): Promise<number> => {
        for (const gets of [after, after + 1]) {
          await sdk.sees(`GET number ${gets}`, () => sdk.server.count('ruleset') >= gets)
          await stream.send(history.heartbeat({ ...history.head, ...wrong }))
        }
        const at = sdk.server.seen.filter(({ path }) => path.endsWith('/ruleset')).map(({ atMs }) => atMs)
        return Math.round(Number(at[after]) - Number(at[after - 1]))
      }
      const first = await gapMs(1)
      // The machine's clock and the server's are read at different ends; and where a busy machine saw the first GET
      // late, it comes too near to the second one, but not that to the third.
      const gaps = first > apartMs - 50 ? [first] : [await gapMs(2), await gapMs(3)]
      holds(
        gaps.every((gap) => gap > apartMs - 50),
        `${apartMs} ms between two GETs`,
        [first, ...gaps],
      )
    },
  },
  {
    name: 'a kill takes effect though its rules cannot be read; rules of before stay in force with the new variants',
    rule: 'docs/protocol.md, "A kill survives version skew"',
    async run(sdk) {
      const first = createHistory({ a: 1 })
      const flag = { offVariant: 'off', variants: { value: 1, off: 0 } }
      const rules = [
        { id: 'r', if: { attribute: 'x', op: 'teleports', value: 1 }, serve: { variant: 'value' } },
      ] as never
      const states = [
        { a: constantFlag(1, 2, { ...flag, fallthrough: { variant: 'value' } }) },
        { a: constantFlag(1, 3, { ...flag, variants: { value: 2, off: 0 }, fallthrough: { variant: 'off' }, rules }) },
        { a: constantFlag(1, 4, { ...flag, killed: true, rules: 5 as never }) },
      ]
      const { stream } = await live(sdk, first)
      const expected = [
        [1, 'value'],
        [2, 'value'],
        [0, 'off'],
      ]
      for (const [index, items] of states.entries()) {
        const digest = digestOf({ flag: items, segment: {} })
        const revision = index + 2
        const change = { epoch: 1, from: revision - 1, revision, digest, items: { flag: items }, ageMs: 0 }
        await stream.send(`event: change\ndata: ${JSON.stringify(change)}\n\n`)
        await sdk.reaches({ revision, divergences: 0 }, `after change ${revision}`)
        const { value, variant } = await sdk.read('a', -1)
        same(`after change ${revision}`, [value, variant], expected[index])
      }
    },
  },
  {
    name: 'maxStalenessMs: beyond that age the off variant; a heartbeat makes it fresh',
    rule: 'docs/protocol.md, "Freshness"',
    async run(sdk) {
      const history = createHistory()
      const a = constantFlag(1, 1, { maxStalenessMs: 600_000, offVariant: 'off', variants: { value: 1, off: 0 } })
      const items = { flag: { a, b: constantFlag(1, 1) }, segment: {} }
      const digest = digestOf(items)
      const head = { ...history.head, items, digest }
      await sdk.start()
      const stream = await sdk.stream('at first')
      await stream.send(history.snapshot({ ageMs: 700_000 }, head))
      await sdk.reaches({ revision: 1 }, 'after a snapshot')
      const reason = async () => (await sdk.read('a', -1))['reason']
      same('the reason when the node says 700 s and the flag allows 600 s', await reason(), 'STALE')
      await sdk.reads('b', 1, 'without maxStalenessMs, however old')
      await stream.send(history.heartbeat(head))
      await sdk.comesToRead('a', 1, 'after a heartbeat')
      same('the reason after a heartbeat', await reason(), 'STATIC')
    },
  },
]

function later(): ScriptedHistory {
  const history = createHistory({ a: 1 }, { epoch: 5 })
  history.commit({ a: 1.5 })
  history.commit({ a: 2 })
  return history
}
