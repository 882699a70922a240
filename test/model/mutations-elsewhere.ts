/**
 * Rules of propagation that are none of the model's business: manners, memory, other clocks, races too rare. Each names
 * the test that fails without it, and was seen to.
 */
import { type Elsewhere, edit } from './mutation.ts'

const COMPILE = 'packages/evaluator/src/compile.ts'
const STORE = 'packages/sdk-core/src/ruleset-store.ts'
const STREAM = 'packages/sdk-core/src/stream.ts'
const CONNECTION = 'packages/sdk-core/src/connection.ts'
const STATE = 'packages/sdk-core/src/stream-state.ts'
const HUB_STATE = 'server/src/live/hub-state.ts'
const HUB = 'server/src/live/hub.ts'
const PROPAGATION = 'server/src/live/propagation.ts'
const SDK_RECEIPTS = 'sdk-node/src/receipts.ts'
const RESUME = 'server/src/live/resume.ts'
const STREAM_ANSWER = 'server/src/http/stream-answer.ts'
const RULESET = 'server/src/live/ruleset.ts'

/** Where tests are that see what the model does not. */
const IN = {
  store: 'packages/sdk-core/src/ruleset-store.test.ts',
  client: 'packages/sdk-core/src/client.test.ts',
  freshness: 'packages/sdk-core/src/freshness.test.ts',
  state: 'packages/sdk-core/src/stream-state.test.ts',
  eventStream: 'sdk-node/src/event-stream.test.ts',
  sdkReceipts: 'sdk-node/src/receipts.test.ts',
  streams: 'server/src/http/streams.test.ts',
  resume: 'server/src/http/stream-resume.test.ts',
  hub: 'server/src/live/hub.test.ts',
  hubState: 'server/src/live/hub-state.test.ts',
  ruleset: 'server/src/live/ruleset.test.ts',
  propagation: 'server/src/live/propagation.test.ts',
} as const

const BUSY = 'time stands still while the model’s server works'
const AT_ONCE = 'a change is the same bytes for every socket: a few at once, then so many per turn of the event loop'
const SPREAD = 'it spreads load'

export const ELSEWHERE: readonly Elsewhere[] = [
  {
    rule: 'a snapshot that says `diverged` takes back only the state that it answers',
    edits: [
      edit(STREAM, 'store.take(message, asked === stateId(), isUnproven)', 'store.take(message, true, isUnproven)'),
    ],
    why: 'the race does not show in thousands of histories',
    file: IN.freshness,
    test: 'F33 a slow stream that says `diverged` takes back nothing that a poll has brought meanwhile',
  },
  {
    rule: 'a snapshot that says `diverged` takes back the state that it answers',
    edits: [edit(STORE, "(reason === 'diverged' || outcome", '(outcome')],
    why: 'what the server never had, it passes with its next commits',
    file: IN.store,
    test: 'that answers what is held is taken at the same revision, at an earlier one only when that diverged',
  },
  {
    rule: 'the answer to a diverged state replaces it at the same revision',
    edits: [edit(STORE, "outcome === 'diverged' || isYielding", 'isYielding')],
    why: 'the stream that is opened next replaces it, too',
    file: IN.store,
    test: 'that answers what is held is taken at the same revision, at an earlier one only when that diverged',
  },
  {
    rule: 'six heartbeats without proof are the end, too',
    edits: [edit(STATE, 'fallbackAt: now + 6 * heartbeatMs', 'fallbackAt: NEVER')],
    why: 'no wire of the model goes on without its server',
    file: IN.state,
    test: 'F26 polls beside a stream that goes on and proves nothing, such as that of a proxy that lost its server',
  },
  {
    rule: 'an old answer confirms only what was asked about',
    edits: [edit(STREAM, 'if (id === stateId()) vouch(ageMs)', 'vouch(ageMs)')],
    why: 'what replaced it is later and was confirmed by its own message',
    file: IN.freshness,
    test: 'an answer about a state that was replaced meanwhile says nothing about the one that did',
  },
  {
    rule: 'a claimed state that never was is answered by a snapshot that replaces it',
    edits: [edit(RESUME, "if (!wasState) return { with: 'snapshot', reason: 'diverged' }", '')],
    why: 'the change’s digest differs at the client, which fetches',
    file: IN.resume,
    test: 'F35 a client whose state never was gets the whole, marked as such',
  },
  {
    rule: 'another epoch is answered by a snapshot',
    edits: [
      edit(
        RESUME,
        "if (state.epoch !== ruleset.head.epoch) return { with: 'snapshot', reason: 'epoch' }\n    if (isHead",
        'if (isHead',
      ),
    ],
    why: 'the hub compares the epochs again, and so does the client',
    file: IN.resume,
    test: 'F37 resuming from %s gets a snapshot',
  },
  {
    rule: 'a heartbeat never speaks of what was not sent',
    edits: [
      edit(
        HUB_STATE,
        'return isSamePosition(state.cursor, event.head) ? { state, effects: BEAT } : unchanged(state)',
        'return { state, effects: BEAT }',
      ),
    ],
    why: 'a change is always under way then',
    file: IN.hubState,
    test: 'no heartbeat speaks of a state that the stream was not sent yet',
  },
  {
    rule: 'a full socket gets nothing more',
    edits: [
      edit(
        HUB_STATE,
        "return event.isFull ? become(state, 'clogged') : catchUp(state, event.head)",
        'return catchUp(state, event.head)',
      ),
    ],
    why: 'it costs memory, not truth',
    file: IN.hub,
    test: 'F45 a socket that does not read gets nothing more until it did, then one change',
  },
  {
    rule: 'a node takes no commit that does not follow',
    edits: [edit(RULESET, 'if (epoch !== mine || change.from !== revision) return false', '')],
    why: 'the digest after it differs',
    file: IN.ruleset,
    test: 'a commit that does not follow, or does not add up, is not taken',
  },
  {
    rule: 'a node takes no commit that does not add up',
    edits: [edit(RULESET, 'if (this.#digestAfter(digest, change.items) !== change.digest) return false', '')],
    why: 'commits that follow add up',
    file: IN.ruleset,
    test: 'a commit that does not follow, or does not add up, is not taken',
  },
  {
    rule: 'a node that does not know an id reads anew',
    edits: [edit(RESUME, 'if (await this.knows(ruleset, state)) await', 'if (false) await')],
    why: 'word of the commit comes as well',
    file: IN.resume,
    test: 'a client that is ahead is served as soon as this node has caught up',
  },
  {
    rule: 'a client that is ahead waits before the headers',
    edits: [edit(RESUME, 'performance.now() + this.#waitMs', 'performance.now()')],
    why: 'it comes again after the refusal',
    file: IN.resume,
    test: 'a client that is ahead is served as soon as this node has caught up',
  },
  {
    rule: 'a snapshot is sent where it is smaller',
    edits: [edit(RESUME, 'ruleset.missedSince(revision).length > ruleset.body().length', 'false')],
    why: 'it saves bytes',
    file: IN.resume,
    test: 'a snapshot is sent where it is smaller than what was missed',
  },
  {
    rule: 'one key has so many streams and no more',
    edits: [
      edit(
        'server/src/live/admission.ts',
        'if (this.#count(visitor.keyId) >= this.#caps.perKey) return TOO_MANY\n',
        '',
      ),
    ],
    why: 'no app of the model opens thousands',
    file: 'server/src/http/stream-connections.test.ts',
    test: 'a second stream too many is refused, and there is room again once one closes',
  },
  {
    rule: 'a deletion from before the node started is told',
    edits: [
      edit(RESUME, 'ruleset.remembers(revision) || (await this.#directory.recallDeletions(ruleset))', 'true'),
      edit(RESUME, '!isRemembered || !ruleset.remembers(revision)', '!isRemembered'),
    ],
    why: 'the digest differs at the client, which fetches',
    file: IN.resume,
    test: 'a deletion from before the server started is told to a client that comes back after it',
  },
  {
    rule: 'who commits is answered before thousands are told',
    edits: [edit(HUB, 'this.#work(SOCKETS_AT_ONCE)', 'this.#work(Infinity)')],
    why: BUSY,
    file: IN.hub,
    test: AT_ONCE,
  },
  {
    rule: 'so many sockets are written to in one turn of the event loop',
    edits: [edit(HUB, 'this.#work(SOCKETS_PER_TURN)', 'this.#work(Infinity)')],
    why: BUSY,
    file: IN.hub,
    test: AT_ONCE,
  },
  {
    rule: 'a stream’s life ends',
    edits: [edit(HUB, 'this.#nowMs() + options.lifeMs * (0.8 + 0.4 * random())', 'Infinity')],
    why: 'it rebalances nodes',
    file: IN.streams,
    test: 'a stream ends after its life with a word that others go on',
  },
  {
    rule: 'draining says goodbye',
    edits: [
      edit(HUB, "this.#happened(stream, { kind: 'dismissed', reason: 'draining' })\n      if", 'void stream\n      if'),
    ],
    why: 'an end without a word is met by back-off',
    file: IN.streams,
    test: 'F15 draining says goodbye to everyone, is not ready meanwhile, and lets nobody new in',
  },
  {
    rule: 'draining lets nobody new in',
    edits: [edit(HUB, 'if (this.#isDraining) return DRAINING\n', '')],
    why: 'who is let in is cut off at the end, and comes again',
    file: IN.streams,
    test: 'F15 draining says goodbye to everyone, is not ready meanwhile, and lets nobody new in',
  },
  {
    rule: 'a revoked key’s streams end',
    edits: [
      edit(
        HUB,
        "revoked: (keyIds) => this.#dismissWhere(({ visitor }) => keyIds.includes(visitor.keyId), 'key-revoked')",
        'revoked: () => {}',
      ),
    ],
    why: 'whose key it is, is looked at before',
    file: IN.streams,
    test: 'a key that is revoked ends its streams, and opens no further ones',
  },
  {
    rule: 'no proxy may hold back or compress a stream',
    edits: [edit(STREAM_ANSWER, "'no-cache, no-transform'", "'no-cache'")],
    why: 'no proxy of the model reads headers',
    file: IN.streams,
    test: 'a stream begins with the whole ruleset and goes on with what changes',
  },
  {
    rule: 'a resync is spread over two seconds',
    edits: [edit(STATE, ' + roll * 2 * baseMs', '')],
    why: SPREAD,
    file: IN.state,
    test: 'fetches at most one snapshot per 30 s for divergences, jittered',
  },
  {
    rule: 'back-off is spread from nothing on',
    edits: [edit(STATE, '+ roll * Math.min(maxMs', '+ Math.min(maxMs')],
    why: SPREAD,
    file: IN.state,
    test: 'retries within 1, 2, 4 … s, at most 30 s, uniformly',
  },
  {
    rule: 'polls are spread',
    edits: [edit(STATE, 'pollIntervalMs * (0.5 + roll)', 'pollIntervalMs')],
    why: SPREAD,
    file: IN.state,
    test: 'polls every 30 s ± 50 % and tries the stream every 5 min',
  },
  {
    rule: 'the moment after a goodbye is left to chance',
    edits: [edit(STATE, 'now + roll * Math.min(event.spreadMs', 'now + Math.min(event.spreadMs')],
    why: SPREAD,
    file: IN.state,
    test: 'stays on the stream after a goodbye and leaves it at a uniformly random moment within the spread',
  },
  {
    rule: '429 is no refusal',
    edits: [edit(STATE, 'status !== 408 && status !== 429', 'status !== 408')],
    why: 'both end within five minutes',
    file: IN.state,
    test: 'F40 retries 408, 429 and 5xx with back-off, other 4xx and TLS every 2.5–5 min, for ever',
  },
  {
    rule: 'a 200 that is no event stream is an error',
    edits: [
      edit(
        'sdk-node/src/event-stream.ts',
        "return type.startsWith('text/event-stream') ? undefined :",
        'return type ? undefined :',
      ),
    ],
    why: 'a page ends, which is an error, too',
    file: IN.eventStream,
    test: 'F29 a web page with status 200',
  },
  {
    rule: 'age is by the longer of two clocks',
    edits: [
      edit(
        'packages/sdk-core/src/stopwatch.ts',
        'Math.max(platform.nowMs() - wallMs, platform.monotonicMs() - monotonicMs)',
        'platform.monotonicMs() - monotonicMs',
      ),
    ],
    why: 'no machine of the model sleeps',
    file: IN.freshness,
    test: 'by the longer of two clocks: a machine that slept, a wall clock that was set back',
  },
  {
    rule: 'a flag that asks for it is off once nobody has vouched for it',
    edits: [
      edit(COMPILE, 'maxStalenessMs = Infinity, hidden', 'hidden'),
      edit(
        COMPILE,
        '  const outcome = outcomesOf(key, item)\n',
        '  const outcome = outcomesOf(key, item)\n  const maxStalenessMs = Infinity\n',
      ),
    ],
    why: 'no flag of the model asks for it',
    file: IN.freshness,
    test: 'a flag that asks for it is off once the server has not vouched for it; all others keep the last known good',
  },
  {
    rule: 'tags are compared weakly',
    edits: [edit('server/src/http/ruleset-body.ts', "tag.trim().replace(/^W\\//, '') === etag", 'tag.trim() === etag')],
    why: 'no proxy of the model weakens one',
    file: 'server/src/http/sdk-plane.test.ts',
    test: 'a poll gets the ruleset once and 304 from then on, until it changes',
  },
  {
    rule: 'a browser fetches its first ruleset before it streams',
    edits: [edit(CONNECTION, 'fetchFirst: platform.fetchFirst && !deps.id()', 'fetchFirst: false')],
    why: 'it saves bytes',
    file: IN.client,
    test: 'where requests are cached, the first ruleset is fetched, then streamed from; no If-None-Match',
  },
  {
    rule: '304 proves freshness',
    edits: [edit(STREAM, 'if (id === stateId()) vouch(ageMs)', '')],
    why: 'an age that is too high is no lie',
    file: IN.freshness,
    test: 'nothing that the server vouched for yields to an earlier epoch, were it kept or not',
  },
  {
    rule: 'what asks for a receipt is kept by conflation',
    edits: [
      edit(
        PROPAGATION,
        'return strictest(this.#asks.filter(({ revision }) => revision > after))',
        'const now = this.#moves.at(-1)?.revision\n    return strictest(this.#asks.filter(({ revision }) => revision > after && revision === now))',
      ),
    ],
    why: 'the next one that asks is confirmed with it',
    file: IN.propagation,
    test: 'asks with the strictest of all that it contains, and not for what it does not contain',
  },
  {
    rule: 'how long a receipt waited is none of the time that it took',
    edits: [edit(SDK_RECEIPTS, 'Math.floor(monotonicMs() - sent.appliedAtMs)', '0')],
    why: 'it is a figure, not a state',
    file: IN.sdkReceipts,
    test: 'is confirmed within its time, under the stream’s nonce, with how long it was held',
  },
  {
    rule: 'receipts of many are spread',
    edits: [edit(PROPAGATION, 'if (connected < 100) return 0', 'return 0')],
    why: SPREAD,
    file: IN.propagation,
    test: 'with %i streams is %i ms',
  },
  {
    rule: 'a place that was left is filled by its instance’s next poll',
    edits: [edit(PROPAGATION, 'if (isAtOrBeyond(known, ask)) this.#fillGone(ask, name, tookSince(ask, nowMs, 0))', '')],
    why: 'the next stream fills it, too',
    file: IN.propagation,
    test: 'is made up for by a receipt of the next one, or by a poll',
  },
  {
    rule: 'a resume at or beyond the change counts',
    edits: [
      edit(
        PROPAGATION,
        'if (known !== undefined) this.#reach(member, known, nowMs, 0)\n    return member',
        'return member',
      ),
    ],
    why: 'the receipt that its first event asks for says the same',
    file: 'server/src/http/receipts.test.ts',
    test: 'a resume at or beyond it counts, in the place of the stream that ended',
  },
  {
    rule: 'the same name under another key is another instance',
    edits: [edit(PROPAGATION, 'instance === undefined ? undefined : `${keyId} ${instance}`', 'instance')],
    why: 'no two apps of the model bear one name',
    file: IN.propagation,
    test: 'is not made up for by another key under the same name, whatever it says',
  },
]
