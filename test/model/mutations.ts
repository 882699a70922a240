/**
 * Each rule of propagation, switched off in the production sources' text. A rule that others cover as well has a
 * partner: with that one off too, the model must see it.
 */
import type { Edit } from './load.ts'

export interface Mutation {
  /** The rule that no longer holds. */
  readonly rule: string
  readonly edits: readonly Edit[]
  /** Why the model does not see this rule missing, and which test does. */
  readonly coveredBy?: string
  /** In so few histories does it show that only the full run looks for it; and which test always sees it. */
  readonly seldom?: string
}

const STORE = 'packages/sdk-core/src/ruleset-store.ts'
const STREAM = 'packages/sdk-core/src/stream.ts'
const CONNECTION = 'packages/sdk-core/src/connection.ts'
const STATE = 'packages/sdk-core/src/stream-state.ts'
const FACE = 'packages/sdk-core/src/face.ts'
const HUB_STATE = 'server/src/live/hub-state.ts'
const HUB = 'server/src/live/hub.ts'
const RESUME = 'server/src/live/resume.ts'
const RULESET = 'server/src/live/ruleset.ts'
const RULESETS = 'server/src/live/rulesets.ts'

function edit(file: string, find: string, replace: string): Edit {
  return { file, find, replace }
}

const noDigest = edit(STORE, "if (digest !== change.digest) return 'diverged'", '')
const noFrom = edit(STORE, ' || change.from > held.ruleset.revision', '')
const aheadIsFine = edit(
  STORE,
  ': compare(message),',
  ": compare(message) === 'resync' ? 'confirmed' : compare(message),",
)

export const MUTATIONS: readonly Mutation[] = [
  {
    rule: 'a snapshot of an earlier state is not taken',
    edits: [edit(STORE, "if (outcome === 'confirmed' || (outcome !== 'resync' && !isForced)) return outcome", '')],
  },
  {
    rule: 'a snapshot that says `diverged` takes back only the state that it answers',
    edits: [edit(STORE, 'const isForced = isAnswer && (reason', 'const isForced = (reason')],
    coveredBy: 'nothing: the race does not show in thousands of histories; F33 in client.test.ts',
  },
  {
    rule: 'an epoch that the server vouched for yields to no lower one',
    edits: [edit(STREAM, 'isUnproven = false', '')],
  },
  {
    rule: 'an epoch that only a cache claims yields',
    edits: [edit(STORE, 'const isYielding = isUnproven && ', 'const isYielding = false && ')],
  },
  {
    rule: 'a revision that only a cache claims does not yield',
    edits: [edit(STORE, 'isUnproven && ruleset.epoch < held.ruleset.epoch', "isUnproven && outcome === 'behind'")],
  },
  {
    rule: 'a snapshot of another environment replaces what is held',
    edits: [edit(STORE, 'if (held?.ruleset.environmentId === ruleset.environmentId) {', 'if (held) {')],
  },
  {
    rule: 'a snapshot is held against its digest',
    edits: [
      edit(
        STORE,
        "return digestOf(ruleset.items as unknown as ItemsByKind) === digest ? swap(ruleset, digest) : 'diverged'",
        'return swap(ruleset, digest)',
      ),
    ],
  },
  { rule: 'a change is held against its digest', edits: [noDigest] },
  {
    rule: 'a change is taken from its own epoch only',
    edits: [edit(STORE, 'change.epoch !== held.ruleset.epoch || ', '')],
    coveredBy: 'the digest of another history differs',
  },
  {
    rule: 'a change is not taken across a gap',
    edits: [noFrom],
    coveredBy: 'the digest differs after a gap: see the pair below',
  },
  { rule: 'neither across a gap nor against its digest', edits: [noFrom, noDigest] },
  {
    rule: 'a change that leads to an earlier state is ignored',
    edits: [edit(STORE, "if (order !== 'resync') return order", '')],
  },
  { rule: 'a heartbeat that is ahead is resynchronised', edits: [aheadIsFine] },
  {
    rule: 'a heartbeat with another digest is resynchronised',
    edits: [edit(STORE, "digest === held.digest ? 'confirmed' : 'diverged'", "'confirmed'")],
    seldom: 'a state that never was is replaced when it is resumed from: F10; alone: ruleset-store.test.ts',
  },
  {
    rule: 'a client that is behind is not told that it is right',
    edits: [edit(STORE, "ahead < 0 ? 'behind'", "ahead < 0 ? 'confirmed'")],
  },
  {
    rule: 'null takes an item away',
    edits: [edit(STORE, 'delete copy[key]', 'if (!item) continue')],
  },
  {
    rule: 'kinds that an SDK does not know are in its digest',
    edits: [
      edit(
        STORE,
        'const copy: Record<string, ItemHead> = Object.assign(Object.create(null), items[kind])',
        "if (kind !== 'flag' && kind !== 'segment') continue\nconst copy: Record<string, ItemHead> = Object.assign(Object.create(null), items[kind])",
      ),
    ],
  },
  {
    rule: 'the id moves only after its event was applied',
    edits: [
      edit(
        STREAM,
        '    const kind = store.take(',
        "    if (message.event === 'change') early = formatStateId(message)\n    const kind = store.take(",
      ),
      edit(STREAM, '  let divergences = 0', '  let divergences = 0\n  let early: string | undefined'),
      edit(STREAM, '(claimed = stateId())', 'early ?? stateId()'),
    ],
  },
  {
    rule: 'a malformed event drops the connection',
    edits: [edit(CONNECTION, "?? { kind: 'malformed' })", "?? { kind: 'alive' })")],
  },
  {
    rule: 'an unknown event is ignored',
    edits: [
      edit(
        'packages/sdk-core/src/ports.ts',
        "'change', 'heartbeat', 'goodbye']",
        "'change', 'heartbeat', 'goodbye', 'rollout']",
      ),
      edit(
        'packages/protocol/src/down.ts',
        'if (!Object.hasOwn(DOWN, event)) return undefined',
        "if (!Object.hasOwn(DOWN, event)) throw new Error('unknown')",
      ),
    ],
  },
  {
    rule: 'a goodbye is followed',
    edits: [
      edit(
        STATE,
        "if (event.kind === 'goodbye') next.retryAt",
        "if (event.kind === 'goodbye' && now < 0) next.retryAt",
      ),
    ],
  },
  {
    rule: 'silence of three heartbeats is the end',
    edits: [edit(STATE, 'next.silenceAt = now + SILENT_HEARTBEATS * heartbeatMs', 'next.silenceAt = NEVER')],
  },
  {
    rule: 'six heartbeats without proof are the end, too',
    edits: [edit(STATE, 'fallbackAt: now + 6 * heartbeatMs', 'fallbackAt: NEVER')],
    coveredBy: 'nothing: no wire of the model goes on without its server; F26 in sdk-connection.test.ts',
  },
  {
    rule: 'an attempt that brings nothing is given up',
    edits: [edit(STATE, 'next.silenceAt = now + fallbackMs / 2', 'next.silenceAt = NEVER')],
  },
  {
    rule: 'a refusal is tried again',
    edits: [edit(STATE, 'retryAt: now + (refusedMs * (1 + roll)) / 2 })', 'retryAt: NEVER })')],
  },
  {
    rule: 'back-off begins anew after a minute of health',
    edits: [edit(STATE, 'if (livedMs >= 2 * maxMs) next.attempts = 0', '')],
  },
  { rule: 'back-off grows', edits: [edit(STATE, 'baseMs * 2 ** next.attempts++', 'baseMs * 0.1')] },
  {
    rule: 'who polls tries the stream again',
    edits: [
      edit(
        STATE,
        'else if (isPolling(next) && !failure.retryAfterMs) wait(refusedMs * (0.9 + roll / 5))',
        'else if (isPolling(next) && !failure.retryAfterMs) wait(NEVER)',
      ),
    ],
  },
  {
    rule: 'at most one resync in 30 s',
    edits: [edit(STATE, 'Math.max(now, next.fetchedAt + maxMs) + roll', 'now + roll')],
  },
  {
    rule: 'a resync fetches',
    edits: [edit(STATE, "if (event.kind === 'malformed' || event.kind === 'resync') resync()", '')],
    coveredBy:
      'the next change does not follow either, and its stream is renewed within the hour; stream-state.test.ts asks for the GET',
  },
  {
    rule: 'after close nothing is under way',
    edits: [
      edit(STATE, "Object.assign(next, NO_DEADLINES, { kind: 'closed' })", "Object.assign(next, { kind: 'closed' })"),
    ],
  },
  {
    rule: 'age counts from the node’s own confirmation',
    edits: [edit(FACE, 'ageMs = stopwatch(platform, sinceMs)', 'ageMs = stopwatch(platform, 0)')],
  },
  {
    rule: 'an old answer confirms only what was asked about',
    edits: [edit(STREAM, 'if (id === stateId()) vouch(ageMs)', 'vouch(ageMs)')],
    coveredBy: 'what replaced it is later and was confirmed by its own message; client.test.ts',
  },
  {
    rule: 'a stream that joins while commits come misses none',
    edits: [edit(HUB, 'channel.streams.add(stream)\n', 'setTimeout(() => channel.streams.add(stream), 3_000)\n')],
  },
  {
    rule: 'a stream’s first event is of the state when it is written, nor is a heartbeat ahead of it resynchronised',
    edits: [
      edit(
        HUB,
        "{ kind: 'started', opening, head: ruleset.head, endsAtMs }",
        "{ kind: 'started', opening: opening.with === 'resume' ? { ...opening, from: ruleset.head } : opening, head: ruleset.head, endsAtMs }",
      ),
      aheadIsFine,
    ],
  },
  {
    rule: 'a node behind its client waits and then refuses',
    edits: [edit(RESUME, "return 'behind'\n    }", "return { with: 'snapshot', reason: 'initial' }\n    }")],
  },
  {
    rule: 'a claimed state that never was is answered by a snapshot that replaces it',
    edits: [edit(RESUME, "if (!wasState) return { with: 'snapshot', reason: 'diverged' }", '')],
    coveredBy: 'the change’s digest differs at the client, which fetches: F10 in server-resume.test.ts',
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
    coveredBy: 'hub-state.ts compares the epochs again (missed)',
  },
  {
    rule: 'a clogged stream gets one change from its cursor',
    edits: [
      edit(
        HUB_STATE,
        "case 'drained':\n      return catchUp(state, event.head)",
        "case 'drained':\n      return become(state, 'live')",
      ),
    ],
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
    coveredBy: 'a change is always under way then: hub-state.test.ts',
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
    coveredBy: 'costs memory, not truth: F45 in hub.test.ts',
  },
  {
    rule: 'a node takes no commit that does not follow',
    edits: [edit(RULESET, 'if (epoch !== mine || change.from !== revision) return false', '')],
    coveredBy: 'the digest after it differs',
  },
  {
    rule: 'a node takes no commit that does not add up',
    edits: [edit(RULESET, 'if (this.#digestAfter(digest, change.items) !== change.digest) return false', '')],
    coveredBy: 'commits that follow add up: ruleset.test.ts',
  },
  {
    rule: 'a new epoch is read anew',
    edits: [
      edit(
        RULESETS,
        'const isGap = held !== undefined && !notice.reset && !this.#follows(held, notice)',
        'const isGap = false; if (notice.reset) return; if (held) this.#follows(held, notice)',
      ),
    ],
    coveredBy: 'the next confirmation reads what a reset told of: rulesets.test.ts',
  },
  {
    rule: 'who lost the store vouches for nothing before reading',
    edits: [edit(RULESETS, 'if ([...this.#unloaded].some((id) => this.#environments.has(id))) return', '')],
    seldom: 'it takes a cut just then; each part of it: rulesets.test.ts',
  },
]
