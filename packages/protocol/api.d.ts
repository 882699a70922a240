// What @halyard/protocol promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// canonical-json.d.ts
/**
 * RFC 8785: the one JSON text of a value, whatever the order of its keys. What an item's hash is taken of.
 * Members that are `undefined` are left out, as in the JSON that travels.
 * @throws ProtocolError `NOT_ENCODABLE` for what JSON or the RFC lacks: functions, bigints, symbols, non-finite
 * numbers, lone surrogates, nesting beyond {@link MAX_DEPTH} (a cycle too).
 * @see docs/protocol.md, "Hash and digest"
 */
export declare function canonicalJson(value: unknown): string;

// change.d.ts
import type { FlagItem, ItemHead, SegmentItem } from '@halyard/evaluator';
import { type Confirm } from './receipt.ts';
import type { Describes } from './shape.ts';
/** By kind, then key: the item's new state, or null where it is gone. An absent kind did not change. */
export interface ChangedItems {
    readonly flag?: Readonly<Record<string, FlagItem | null>>;
    readonly segment?: Readonly<Record<string, SegmentItem | null>>;
    readonly [kind: string]: Readonly<Record<string, ItemHead | null>> | undefined;
}
/**
 * What differs between two revisions: last states, not events.
 * @see docs/protocol.md, "change"
 */
export interface Change {
    readonly event: 'change';
    readonly epoch: number;
    /** The audience's previous revision, or the client's own after a resume. */
    readonly from: number;
    readonly revision: number;
    /** Of the whole ruleset once this is applied. */
    readonly digest: string;
    readonly items: ChangedItems;
    /** Asks for a receipt. */
    readonly confirm?: Confirm;
    /** How long before sending the node last confirmed its state with the store. */
    readonly ageMs: number;
    /** Names this stream in receipts; in a stream's first event. */
    readonly nonce?: string;
}
export declare const CHANGE: Describes<Omit<Change, 'event'>>;

// cookie.d.ts
/** Whether it can name a cookie, or a header. @see RFC 9110, "Tokens" */
export declare function isToken(name: string): boolean;
/** The cookies that can be read, decoded: of several with one name the first. */
export declare function readCookies(header: string | null): ReadonlyMap<string, string>;

// digest.d.ts
/**
 * The checksum of a ruleset's state: two sums modulo 2^32 over its live items, so that adding or removing one item
 * costs the same whatever the ruleset's size, and order plays no part.
 * @see docs/protocol.md, "Hash and digest"
 */
import { type ItemHead } from '@halyard/evaluator';
/** The digest of nothing. */
export declare const EMPTY_DIGEST = "0000000000000000";
/**
 * @param digest - 16 lower-case hex digits.
 * @param times - How often: -1 takes out what was counted in.
 * @returns the digest with the item counted in.
 */
export declare function addToDigest(digest: string, kind: string, key: string, hash: string, times?: 1 | -1): string;
/** @param digest - One that the item was added to. @returns the digest without it. */
export declare function removeFromDigest(digest: string, kind: string, key: string, hash: string): string;
/** The digest of whole items by kind and key, kinds that this version does not know included. */
export declare function digestOf(items: Readonly<Record<string, Readonly<Record<string, ItemHead>>>>): string;

// down.d.ts
/** What the server sends to SDKs. */
import { type Change } from './change.ts';
import { type Goodbye } from './goodbye.ts';
import { type Heartbeat } from './heartbeat.ts';
import type { Shape } from './shape.ts';
import { type Snapshot } from './snapshot.ts';
/** Any event of a stream, told apart by `event`. */
export type DownMessage = Snapshot | Change | Heartbeat | Goodbye;
/** The descriptions of all events, by name. */
export declare const DOWN: {
    readonly [Event in DownMessage['event']]: Shape;
};
/**
 * Reads one event of a stream.
 * @param event - The SSE event's name.
 * @param data - Its data, untouched.
 * @returns `undefined` for an event that this version does not know; its data is not looked at.
 * @throws ProtocolError when a known event is malformed: drop the connection, keep the state, resync.
 * @see docs/protocol.md, "Stream"
 */
export declare function parseDown(event: string, data: string): DownMessage | undefined;
/**
 * Reads the body of `GET …/ruleset`, or a bundled ruleset: the data of a `snapshot`.
 * @throws ProtocolError when it is malformed: keep the state.
 */
export declare function parseRulesetBody(text: string): Snapshot;

// errors.d.ts
/** Why a message was refused. A missing field is a wrong one; `NOT_ENCODABLE` is about a message of one's own. */
export type ProtocolErrorCode = 'NOT_JSON' | 'WRONG_FIELD' | 'NOT_ENCODABLE';
/** A message that breaks the protocol. Names the place and what was expected there; never quotes the payload. */
export declare class ProtocolError extends Error {
    readonly name = "ProtocolError";
    readonly code: ProtocolErrorCode;
    /** Where in the message: `/`-separated, empty for the message itself, cut at 200 characters. */
    readonly path: string;
    constructor(code: ProtocolErrorCode, path: string, expected: string);
}
/** Whether `error` is a {@link ProtocolError}, also one thrown by another copy of this package. */
export declare function isProtocolError(error: unknown): error is ProtocolError;

// goodbye.d.ts
import type { Describes } from './shape.ts';
/**
 * The node ends this stream. Keep serving and reconnect at a uniformly random moment within `spreadMs`.
 * @see docs/protocol.md, "goodbye"
 */
export interface Goodbye {
    readonly event: 'goodbye';
    /** A {@link GoodbyeReason}, or one that a newer server knows; the reaction is the same. */
    readonly reason: string;
    readonly spreadMs: number;
    /** How long before sending the node last confirmed its state with the store. */
    readonly ageMs: number;
}
/** `draining`: the node shuts down. `rotated`: the stream's life is over. `key-revoked`: the credential is. */
export type GoodbyeReason = 'draining' | 'rotated' | 'key-revoked';
export declare const GOODBYE: Describes<Omit<Goodbye, 'event'>>;

// heartbeat.d.ts
import type { Describes } from './shape.ts';
/**
 * Where the node stands: every 15 s, and at once after a resume that missed nothing.
 * @see docs/protocol.md, "heartbeat"
 */
export interface Heartbeat {
    readonly event: 'heartbeat';
    readonly epoch: number;
    readonly revision: number;
    readonly digest: string;
    /** How long before sending the node last confirmed its state with the store. */
    readonly ageMs: number;
    /** Names this stream in receipts; in a stream's first event. */
    readonly nonce?: string;
}
export declare const HEARTBEAT: Describes<Omit<Heartbeat, 'event'>>;

// index.d.ts
export { canonicalJson } from './canonical-json.ts';
export type { Change, ChangedItems } from './change.ts';
export { isToken, readCookies } from './cookie.ts';
export { addToDigest, digestOf, EMPTY_DIGEST, removeFromDigest } from './digest.ts';
export { type DownMessage, parseDown, parseRulesetBody } from './down.ts';
export { isProtocolError, ProtocolError, type ProtocolErrorCode } from './errors.ts';
export type { Goodbye, GoodbyeReason } from './goodbye.ts';
export type { Heartbeat } from './heartbeat.ts';
export { WRITE_LIMITS, type WriteLimits } from './limits.ts';
export { type OfrepBulk, type OfrepErrorCode, type OfrepEvaluation, type OfrepEventStream, type OfrepFailure, ofrepFlag, ofrepStatus, readOfrepRequest, } from './ofrep.ts';
export { proxyContext } from './proxy-context.ts';
export type { Confirm, Receipt } from './receipt.ts';
export { type Notice, parseNotice, parseValues, SIGNED_TEXT, type Values } from './remote.ts';
export type { Snapshot, SnapshotItems, SnapshotReason, SnapshotRuleset } from './snapshot.ts';
export { encodeDown, encodeEvent, type WireEvent } from './sse.ts';
export { formatStateId, MAX_STATE_ID_LENGTH, parseStateId, type StateId } from './state-id.ts';
export { HEARTBEAT_MS, INSTANCE_HEADER, SDK_HEADER, SILENT_HEARTBEATS } from './stream.ts';
export type { EvaluationCount, TelemetryBatch } from './telemetry.ts';
export { parseReceipt, parseTelemetry } from './up.ts';
export { PROTOCOL_VERSION } from './version.ts';

// limits.d.ts
/** What an environment may hold, so that nothing that could break an SDK ever gets in. Checked when written. */
export interface WriteLimits {
    readonly flagsPerEnvironment: number;
    readonly rulesPerFlag: number;
    readonly rangesPerSplit: number;
    readonly valuesPerCondition: number;
    readonly valuesPerSegmentList: number;
    readonly jsonDepth: number;
    /** UTF-8 bytes of one string. */
    readonly stringBytes: number;
    /** UTF-16 code units of a `matches` pattern. */
    readonly patternLength: number;
    /** Of all rules of a flag together, or of a segment's condition: each is compiled by all who hold the ruleset. */
    readonly patternsPerFlag: number;
    readonly bodyBytes: number;
    readonly importBytes: number;
    /** UTF-8 bytes of the JSON of a whole ruleset. */
    readonly serverRulesetBytes: number;
    readonly clientRulesetBytes: number;
    /** The share of a limit at which the operator hears of it. */
    readonly alarmShare: number;
}
/** The defaults. @see docs/protocol.md, "Limits" */
export declare const WRITE_LIMITS: WriteLimits;

// ofrep.d.ts
/**
 * OFREP, the OpenFeature Remote Evaluation Protocol 0.3: one mapping from evaluations to its documents, for the server
 * and the edge alike. No SDK of ours speaks it.
 * @see docs/ofrep.md
 */
import type { Evaluation, FlagMetadata, JsonValue } from '@halyard/evaluator';
/** A flag that was evaluated. Without `value` and `variant` the caller's default applies. */
export interface OfrepEvaluation {
    readonly key: string;
    readonly reason: string;
    readonly value?: JsonValue;
    readonly variant?: string;
    readonly metadata: FlagMetadata;
}
export type OfrepErrorCode = 'PARSE_ERROR' | 'INVALID_CONTEXT' | 'FLAG_NOT_FOUND' | 'TARGETING_KEY_MISSING' | 'TYPE_MISMATCH' | 'PROVIDER_NOT_READY' | 'GENERAL';
/** Why there is no answer; the caller's default applies. With `key` where one flag is meant. */
export interface OfrepFailure {
    readonly key?: string;
    readonly errorCode: OfrepErrorCode;
    readonly errorDetails: string;
    readonly metadata?: FlagMetadata;
}
/** Where changes are told of: `type` is the only one that there is so far, `url` is absolute. */
export interface OfrepEventStream {
    readonly type: 'sse';
    readonly url: string;
    /** A page that nobody looks at closes the stream after so many seconds. */
    readonly inactivityDelaySec: number;
}
/** The answer to a bulk evaluation. */
export interface OfrepBulk {
    readonly flags: readonly (OfrepEvaluation | OfrepFailure)[];
    readonly eventStreams?: readonly OfrepEventStream[];
}
/** One flag's entry of a bulk answer, and the body of a single one. */
export declare function ofrepFlag(evaluation: Evaluation): OfrepEvaluation | OfrepFailure;
/** The status of a single answer. */
export declare function ofrepStatus(answer: OfrepEvaluation | OfrepFailure): 200 | 400 | 404;
/**
 * Reads a request's body.
 * @param text - JSON, supposedly.
 * @returns the context, an object of which nothing else is known; or what is wrong, for an answer of 400.
 */
export declare function readOfrepRequest(text: string): {
    readonly context: object;
} | OfrepFailure;

// proxy-context.d.ts
/**
 * A context out of a request that a load balancer passes on, for the server and the edge alike. The query says where to
 * look: `cookie.targetingKey=visitor` takes the attribute `targetingKey` from the cookie `visitor`,
 * `header.country=X-Country` takes `country` from that header, and any other parameter is an attribute itself. So
 * whatever a visitor sends stays a value: it can never become another attribute. A proxy whose questions carry the
 * visitor's own query says the same in the header `X-Halyard-Context`, and then the query is not looked at.
 * @see docs/load-balancers.md, "Where the context comes from"
 */
import type { EvaluationContext } from '@halyard/evaluator';
/**
 * An attribute that is named more than once comes from the first place that has something; empty is nothing.
 * @param parameters - Of the query, or of the header `X-Halyard-Context` where there is one.
 */
export declare function proxyContext(parameters: Iterable<readonly [name: string, value: string]>, headers: {
    get(name: string): string | null;
}): EvaluationContext;

// receipt.d.ts
import type { Describes } from './shape.ts';
/** Asks an SDK under an SDK key for a {@link Receipt}, once what came with it is applied. */
export interface Confirm {
    /** Within this time, at a moment that is the SDK's to choose. */
    readonly withinMs: number;
}
/**
 * An SDK's word that it applied a revision (`POST /sdk/v1/receipts`).
 * @see docs/protocol.md, "Receipts"
 */
export interface Receipt {
    /** From the stream's first event. */
    readonly nonce: string;
    /** The applied state: `epoch.revision.digest`. */
    readonly id: string;
    /** How long before sending it was applied. */
    readonly heldMs: number;
}
export declare const CONFIRM: Describes<Confirm>;
export declare const RECEIPT: Describes<Receipt>;

// remote.d.ts
/** What is said to who has its flags evaluated on the server: values, and that there may be others. */
import type { Evaluation } from '@halyard/evaluator';
import type { Heartbeat } from './heartbeat.ts';
import type { Shape } from './shape.ts';
/**
 * Something changed, and never what: an event of `GET …/notices`. Ask again at a random moment within `spreadMs`.
 * @see docs/protocol.md, "notice"
 */
export interface Notice extends Omit<Heartbeat, 'event' | 'nonce'> {
    readonly event: 'notice';
    readonly spreadMs: number;
}
/**
 * Every flag's evaluation for one context, as of one state: the body of `POST …/evaluate`.
 * @see docs/protocol.md, "values"
 */
export interface Values {
    readonly epoch: number;
    readonly revision: number;
    readonly digest: string;
    /** A flag without a value leaves the caller's default. */
    readonly flags: Readonly<Record<string, Omit<Evaluation, 'value'> & {
        readonly value?: Evaluation['value'];
    }>>;
}
/** Before a targeting key where it is signed: such a signature is good for nothing else. */
export declare const SIGNED_TEXT = "halyard targeting key ";
/** The descriptions, by name. */
export declare const REMOTE: {
    readonly notice: Shape;
    readonly values: Shape;
};
/**
 * Reads values. Checked by hand: each visitor pays for every byte of this, and what isn't looked at is only handed on.
 * @throws ProtocolError when it is malformed, and SyntaxError when it is no JSON: keep what is held.
 */
export declare function parseValues(text: string): Values;
/** Reads a notice's data, or a heartbeat's. @throws as {@link parseValues} does */
export declare function parseNotice(text: string): Omit<Notice, 'event' | 'spreadMs'> & {
    readonly spreadMs?: number;
};

// shape.d.ts
/**
 * The language in which messages are described: plain data that the parser walks, the documentation's tables are held
 * against, and the fingerprint hashes.
 * @see docs/protocol.md, "How messages are described"
 */
import type { JsonValue, Primitive } from '@halyard/evaluator';
/**
 * One value.
 * - `integer`: 0 … 10^15 − 1, which every number format holds exactly
 * - `hash`: 16 lower-case hex digits
 * - `id`: 1 … 128 of `A-Z a-z 0-9 . _ -`
 * - `primitive`: string, boolean or number
 * - `json`: any JSON value
 */
export type Scalar = 'boolean' | 'true' | 'integer' | 'string' | 'hash' | 'id' | 'primitive' | 'json';
/** What the type and text of each look like, one after the other: `number7`, `stringpro`, `object` (null too). */
export declare const SCALARS: Readonly<Record<Scalar, RegExp>>;
/**
 * The fields of items that no parser looks into, so that what one flag asks for never costs the message that carries
 * another flag's kill. Compiling judges them, item by item.
 * @see docs/protocol.md, "A kill survives version skew"
 */
export type LogicField = 'requires' | 'prerequisites' | 'targets' | 'rules' | 'fallthrough' | 'included' | 'excluded' | 'if';
/**
 * A scalar, a list of one shape, or an object. In an object, `name?` may be absent; `*` stands for every key, described
 * or not, and `*?` for the same with null allowed in a value's place.
 */
export type Shape = Scalar | readonly [Shape] | {
    readonly [field: string]: Shape;
};
/**
 * The shapes that describe `T`, logic apart: a description that has drifted from its interface does not compile.
 */
export type Describes<T> = [JsonValue] extends [T] ? 'json' : [T] extends [true] ? 'true' : [T] extends [boolean] ? 'boolean' : [T] extends [number] ? 'integer' : [T] extends [string] ? 'string' | 'hash' | 'id' : [T] extends [Primitive] ? 'primitive' : 'json' | DescribesNested<T>;
type DescribesNested<T> = T extends readonly (infer Element)[] ? readonly [Describes<Element>] : DescribesObject<T>;
type DescribesObject<T> = {
    readonly [Name in keyof T as Name extends LogicField ? never : FieldName<T, Name>]-?: [JsonValue] extends [T[Name]] ? 'json' : Describes<Exclude<T[Name], undefined | null>>;
};
type FieldName<T, Name extends keyof T> = string extends Name ? [JsonValue] extends [T[Name]] ? '*' : null extends T[Name] ? '*?' : '*' : Name extends string ? Record<string, never> extends Pick<T, Name> ? `${Name}?` : Name : never;
export {};

// snapshot.d.ts
import type { FlagItem, ItemHead, JsonValue, Ruleset, SegmentItem } from '@halyard/evaluator';
import { type Confirm } from './receipt.ts';
import type { Describes } from './shape.ts';
/** Items by kind, then key. Of kinds that this version does not know, only `revision` and `hash` are checked. */
export interface SnapshotItems {
    readonly flag: Readonly<Record<string, FlagItem>>;
    readonly segment: Readonly<Record<string, SegmentItem>>;
    readonly [kind: string]: Readonly<Record<string, ItemHead>>;
}
/** The ruleset as it travels. */
export interface SnapshotRuleset extends Ruleset {
    /** Reserved: what SDKs measure for guards. */
    readonly measure?: readonly JsonValue[];
    readonly items: SnapshotItems;
}
/**
 * A whole ruleset: a stream's `snapshot` event, and the body of `GET …/ruleset`.
 * @see docs/protocol.md, "snapshot"
 */
export interface Snapshot {
    readonly event: 'snapshot';
    readonly ruleset: SnapshotRuleset;
    /** Of `ruleset.items`. */
    readonly digest: string;
    /** Why the whole: a {@link SnapshotReason}, or one that a newer server knows. Only `diverged` changes acceptance. */
    readonly reason: string;
    /** How long before sending the node last confirmed its state with the store. */
    readonly ageMs: number;
    /** Asks for a receipt. */
    readonly confirm?: Confirm;
    /** Names this stream in receipts; in a stream's first event. */
    readonly nonce?: string;
}
/**
 * - `initial`: nothing to resume from
 * - `smaller`: shorter than the changes that were missed
 * - `epoch`: the client's state is of another epoch
 * - `diverged`: the client's state never was; taken even at the same revision
 * - `poll`: the answer to a `GET`
 */
export type SnapshotReason = 'initial' | 'smaller' | 'epoch' | 'diverged' | 'poll';
export declare const SNAPSHOT: Describes<Omit<Snapshot, 'event'>>;

// sse.d.ts
import type { DownMessage } from './down.ts';
/** One event as it goes on the wire. */
export interface WireEvent {
    readonly event: string;
    readonly id?: string | undefined;
    /** JSON text. */
    readonly data: string;
}
/**
 * Frames one event: at most three lines and the empty one that ends it.
 * @throws ProtocolError `NOT_ENCODABLE` when a part holds a CR, LF or NUL, which could end a line or void the id.
 */
export declare function encodeEvent({ event, id, data }: WireEvent): string;
/** Frames a message, with its state as the id where it moves the reader's state. */
export declare function encodeDown(message: DownMessage): string;

// state-id.d.ts
/** A state that an audience saw. */
export interface StateId {
    readonly epoch: number;
    readonly revision: number;
    /** 16 lower-case hex digits. */
    readonly digest: string;
}
/**
 * The longest resume id that a server reads; refuse longer ones with 400. Ids of this version have at most 48
 * characters.
 */
export declare const MAX_STATE_ID_LENGTH = 128;
/** `epoch.revision.digest`: the id of `snapshot` and `change` events, the ETag's content, the value of `since`. */
export declare function formatStateId(state: StateId): string;
/**
 * Reads an id that a client claims. Only what {@link formatStateId} could have written is one.
 * @returns `undefined` for anything else, however long.
 */
export declare function parseStateId(text: string): StateId | undefined;

// stream.d.ts
/** What both ends of a stream must agree on. @see docs/protocol.md, "Stream" */
/** A stream is never silent for longer. */
export declare const HEARTBEAT_MS = 15000;
/** So many heartbeats of silence mean a half-open connection. */
export declare const SILENT_HEARTBEATS = 3;
/** Request header with the SDK's name and version, such as `node/1.2.0`; `sdk` in a query. */
export declare const SDK_HEADER = "X-Halyard-SDK";
/** Request header with the SDK instance's random id; `instance` in a query. */
export declare const INSTANCE_HEADER = "X-Halyard-Instance";

// telemetry.d.ts
import type { JsonValue } from '@halyard/evaluator';
import type { Describes } from './shape.ts';
/** How often a flag was served with one outcome. */
export interface EvaluationCount {
    readonly flag: string;
    /** Absent where the caller's default applied. */
    readonly variant?: string;
    /** The evaluation's reason. */
    readonly reason: string;
    readonly n: number;
}
/**
 * Aggregates of one interval, never a row per user (`POST …/telemetry`).
 * @see docs/protocol.md, "telemetry"
 */
export interface TelemetryBatch {
    /** The same on every retry, so that a batch counts once. */
    readonly batchId: string;
    /** The SDK's instance: random per process or page. */
    readonly instance: string;
    /** The ruleset's revision at the end of the interval; 0 without one. */
    readonly revision: number;
    /** The interval's start, Unix milliseconds by the SDK's clock. */
    readonly from: number;
    /** The interval's end, Unix milliseconds by the SDK's clock. */
    readonly to: number;
    readonly counts: readonly EvaluationCount[];
    /** Names of attributes that contexts had, never their values; a sample. */
    readonly attributes?: readonly string[];
    /** Reserved: what guards compare; empty or absent in this release. */
    readonly metrics?: readonly JsonValue[];
}
export declare const TELEMETRY: Describes<TelemetryBatch>;

// up.d.ts
import { type Receipt } from './receipt.ts';
import type { Shape } from './shape.ts';
import { type TelemetryBatch } from './telemetry.ts';
/** The descriptions of all bodies, by name. */
export declare const UP: {
    readonly [name in 'receipt' | 'telemetry']: Shape;
};
/** @param value - The parsed JSON body. @throws ProtocolError with the path of what is wrong. */
export declare function parseTelemetry(value: unknown): TelemetryBatch;
/** @param value - The parsed JSON body. @throws ProtocolError with the path of what is wrong. */
export declare function parseReceipt(value: unknown): Receipt;

// version.d.ts
/**
 * The version in every SDK path (`/sdk/v1/…`). Within it no described field changes its type or disappears, and
 * receivers ignore what they do not know.
 * @see docs/protocol.md, "Versions"
 */
export declare const PROTOCOL_VERSION = 1;
/** Checksum of all message descriptions: a wire change without a new version, or a reason in its commit, fails a test. */
export declare const PROTOCOL_FINGERPRINT = "df6bafde0421220c";
