/**
 * Each rule of propagation, switched off in the production sources' text; the model must see that it is missing. Where
 * another rule covers it, that one is switched off as well, where it covers this one and nowhere else: alone neither
 * shows, both do. Rules that the model does not see are in `mutations-elsewhere.ts`.
 */
import type { Edit } from './load.ts'
import { edit, type Mutation } from './mutation.ts'

const COMPILE = 'packages/evaluator/src/compile.ts'
const STORE = 'packages/sdk-core/src/ruleset-store.ts'
const STREAM = 'packages/sdk-core/src/stream.ts'
const CONNECTION = 'packages/sdk-core/src/connection.ts'
const STATE = 'packages/sdk-core/src/stream-state.ts'
const FACE = 'packages/sdk-core/src/face.ts'
const HUB_STATE = 'server/src/live/hub-state.ts'
const HUB = 'server/src/live/hub.ts'
const CHANNEL = 'server/src/live/channel.ts'
const PROPAGATION = 'server/src/live/propagation.ts'
const RECEIPTS = 'server/src/live/receipts.ts'
const ROLL_CALL = 'server/src/live/roll-call.ts'
const SDK_RECEIPTS = 'sdk-node/src/receipts.ts'
const RESUME = 'server/src/live/resume.ts'
const RULESETS = 'server/src/live/rulesets.ts'

const KEPT_LOGIC = 'return compileLogic(key, item, before?.logic ?? {}, before?.hashSalt)'

const noDigest = edit(STORE, "if (digest !== change.digest) return 'diverged'", '')
/** A change's digest is not looked at where this holds. */
function noDigestIf(condition: string): Edit {
  return edit(STORE, 'if (digest !== change.digest)', `if (!(${condition}) && digest !== change.digest)`)
}

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
    coveredBy: {
      rule: 'the digest of another history differs',
      edits: [noDigestIf('change.epoch !== held.ruleset.epoch')],
    },
  },
  {
    rule: 'a change is not taken across a gap',
    edits: [edit(STORE, ' || change.from > held.ruleset.revision', '')],
    coveredBy: { rule: 'the digest differs after a gap', edits: [noDigestIf('change.from > held.ruleset.revision')] },
  },
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
    rule: 'an unknown field is ignored',
    edits: [
      edit(
        'packages/protocol/src/parse.ts',
        '  const members = value as Record<string, unknown>\n',
        "  const members = value as Record<string, unknown>\n  if ('later' in members) refuse(path, 'nothing unknown', value)\n",
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
    rule: 'what diverged or has a gap is fetched',
    edits: [edit(STATE, "if (event.kind === 'malformed' || event.kind === 'resync') resync()", '')],
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
    edits: [edit(RESUME, "return 'behind'\n      }", "return { with: 'snapshot', reason: 'initial' }\n      }")],
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
    rule: 'a new epoch is read anew',
    edits: [
      edit(
        RULESETS,
        'const isGap = held !== undefined && !notice.reset && !this.#follows(held, notice)',
        'const isGap = false; if (notice.reset) return; if (held) this.#follows(held, notice)',
      ),
    ],
    coveredBy: {
      rule: 'the next confirmation reads what a reset told of',
      edits: [edit(RULESETS, '...gone, ...this.#unloaded]', '...gone]')],
    },
  },
  {
    rule: 'who lost the store vouches for nothing before reading',
    edits: [edit(RULESETS, 'if ([...this.#unloaded].some((id) => this.#environments.has(id))) return', '')],
    seldom: 'it takes a cut just then; each part of it: rulesets.test.ts',
  },
  {
    rule: 'a stream meets a new epoch with a snapshot',
    seldom: 'the epoch has to be raised just then; always: hub-state.test.ts',
    edits: [
      edit(
        HUB_STATE,
        "if (from.epoch !== head.epoch) return [{ do: 'send', what: 'snapshot', reason: 'epoch' }]\n",
        '',
      ),
    ],
  },
  {
    rule: 'who missed nothing is told so at once',
    edits: [
      edit(HUB_STATE, 'isSamePosition(opening.from, head) ? BEAT :', 'isSamePosition(opening.from, head) ? NONE :'),
    ],
  },
  {
    rule: 'heartbeats are sent',
    edits: [
      edit(
        HUB_STATE,
        'return isSamePosition(state.cursor, event.head) ? { state, effects: BEAT } : unchanged(state)',
        'return unchanged(state)',
      ),
    ],
  },
  {
    rule: 'a socket that takes no byte for 30 s is cut off',
    edits: [edit(HUB, 'writer.stalledMs(nowMs) >= this.#deps.options.stallMs', 'false')],
  },
  {
    rule: 'what cannot be read is fetched anew',
    edits: [
      edit(
        STATE,
        "event.kind === 'malformed' || event.kind === 'resync') resync()",
        "event.kind === 'resync') resync()",
      ),
    ],
  },
  {
    rule: 'back-off has a ceiling',
    edits: [edit(STATE, 'Math.min(maxMs, baseMs * 2 ** next.attempts++)', 'baseMs * 2 ** next.attempts++')],
  },
  {
    rule: '`Retry-After` of a stream is honoured',
    edits: [edit(STATE, 'else wait(backOff(failure.retryAfterMs))', 'else wait(backOff())')],
  },
  {
    rule: '`Retry-After` of a poll is honoured',
    edits: [edit(STATE, 'now + backOff(failure.retryAfterMs)', 'now + backOff()')],
  },
  {
    rule: '`Retry-After` silences nobody for good',
    edits: [edit(STATE, 'Math.min(retryAfterMs, refusedMs) + roll', 'retryAfterMs + roll')],
  },
  {
    rule: 'three closes in a row within a second lead to polling',
    edits: [edit(STATE, 'else if (next.quickCloses >= QUICK_CLOSES) beginPolling(true)', '')],
  },
  {
    rule: 'twenty seconds without a stream lead to polling',
    edits: [
      edit(STATE, 'isPolling(next) ? NEVER : Math.min(next.fallbackAt, now + fallbackMs * (1 - roll / 4))', 'NEVER'),
    ],
  },
  {
    rule: 'who polls polls again',
    edits: [edit(STATE, 'isPolling(next) ? now + pollIntervalMs * (0.5 + roll) : NEVER', 'NEVER')],
  },
  {
    rule: 'back online, the stream is tried at once',
    edits: [
      edit(
        STATE,
        "if (kind === 'live' ? event.silentMs >= 1.5 * heartbeatMs : kind === 'waiting' || kind === 'polling') open()",
        '',
      ),
    ],
  },
  {
    rule: 'a browser’s `EventSource` that closed is noticed',
    edits: [edit('sdk-browser/src/stream.ts', "source.onerror = () => fail('the stream ended or was refused')", '')],
  },
  {
    rule: 'a kill survives skew',
    edits: [edit(COMPILE, KEPT_LOGIC, `if (before) return before\n      ${KEPT_LOGIC}`)],
  },
  {
    rule: 'of a flag that cannot be compiled the logic stays as it was',
    edits: [edit(COMPILE, KEPT_LOGIC, 'return compileLogic(key, item, {}, hashSalt)')],
  },
  {
    rule: 'what a flag requires is looked at',
    edits: [edit(COMPILE, 'return item.requires?.length ? fail() : compileLogic', 'return compileLogic')],
  },
  {
    rule: 'a cache or a bootstrap has no age',
    edits: [edit(FACE, '      source = origin\n', '      source = origin\n      ageMs ??= stopwatch(platform, 0)\n')],
  },
  {
    rule: 'a change that asks says so to those who are connected',
    edits: [edit(CHANNEL, '?? this.#propagation.withinMs(from)', '')],
  },
  {
    rule: 'a receipt is sent for what was applied only',
    edits: [edit(STREAM, '/^[cb]/.test(kind) ? stateId() : undefined', 'formatStateId(message as never)')],
  },
  {
    rule: 'a receipt bears the nonce of the open stream',
    edits: [
      edit(
        SDK_RECEIPTS,
        'message.nonce !== undefined) nonce = message.nonce',
        'message.nonce !== undefined) nonce ??= message.nonce',
      ),
    ],
  },
  {
    rule: 'a receipt counts for a state that was',
    edits: [edit(RECEIPTS, ' || !(await this.#isState(ruleset, state))', '')],
  },
  {
    rule: 'a nonce is worth nothing under another key',
    edits: [edit(RECEIPTS, 'return stream?.visitor.keyId === keyId ? stream : undefined', 'return stream')],
  },
  {
    rule: 'a receipt counts for what is at or beyond the change',
    edits: [
      edit(
        PROPAGATION,
        '!isAtOrBeyond(position, ask) || isAtOrBeyond(member.known, ask)',
        'isAtOrBeyond(member.known, ask)',
      ),
    ],
  },
  {
    rule: 'a stream is counted once',
    edits: [
      edit(
        PROPAGATION,
        '!isAtOrBeyond(position, ask) || isAtOrBeyond(member.known, ask)',
        '!isAtOrBeyond(position, ask)',
      ),
    ],
  },
  {
    rule: 'a stream that was opened later is not counted',
    edits: [edit(PROPAGATION, 'if (member.ticket <= ask.lastTicket) this.#count', 'this.#count')],
  },
  {
    rule: 'the nonce of a stream that ended is worth nothing',
    edits: [edit(ROLL_CALL, 'if (nonce !== undefined) this.#byNonce.delete(nonce)', '')],
    coveredBy: {
      rule: 'what ended is not counted',
      edits: [edit(RECEIPTS, " || stream.state.kind === 'closed'", '')],
    },
  },
  {
    rule: 'a stream that ends leaves its place open',
    edits: [edit(PROPAGATION, 'else leavePlace(ask, name ?? `#${member.ticket}`, member)', '')],
  },
  {
    rule: 'a place that was left is filled by its instance’s next receipt',
    edits: [edit(PROPAGATION, 'this.#fillGone(ask, nameOf(member), tookMs)', '')],
    seldom: 'its stream has to end just then; always: propagation.test.ts',
  },
]
