// What @halyard/sdk-core promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// api.d.ts
/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The SDK's public surface, shared by every platform.
 * @see docs/sdk-node.md
 */
import type { Evaluation, EvaluationContext, Explanation, FlagType, JsonValue, Ruleset } from '@halyard/evaluator';
import type { Hook } from './hooks.ts';
import type { Logger } from './log.ts';
/** What a client's flags look like, key by key: `createClient<{ 'new-checkout': boolean; tier: 'a' | 'b' }>()`. */
export type FlagShapes = object;
/** Keys of the flags whose type fits `T`; any text where the client is untyped. */
export type KeyOf<Flags extends FlagShapes, T> = string extends keyof Flags ? string : {
    [K in keyof Flags]: Flags[K] extends T ? K : never;
}[keyof Flags] & string;
/** The type of one flag's value; `T` where the client is untyped. */
export type ValueOf<Flags extends FlagShapes, K, T> = string extends keyof Flags ? T : K extends keyof Flags ? Flags[K] & T : never;
/** What `details` and `object` serve for a fallback of type `T`: the flag's type; where the client is untyped, `T`'s. */
export type Served<Flags extends FlagShapes, K, T> = ValueOf<Flags, K, string extends keyof Flags ? T extends boolean ? boolean : T extends string ? string : T extends number ? number : T : unknown>;
/** A client of flags that nobody has typed. */
export type AnyFlags = Record<string, JsonValue>;
/** An evaluation whose value is the flag's or, where that is undefined, the caller's fallback. */
export type Details<T> = Omit<Evaluation, 'value'> & {
    readonly value: T;
};
/** Where what is served came from. `network` also when the server confirmed a cached state. */
export type Source = 'bootstrap' | 'cache' | 'network';
/**
 * - `connecting`: nothing held yet, or the stream was lost less than 20 s ago
 * - `live`: the stream confirms the state every few seconds
 * - `polling`: no stream gets through; the ruleset is fetched at intervals
 * - `stale`: the server can't be reached or refuses; the last known good is served
 * - `cached`: only the cache or the bootstrap is served
 * - `closed`: `close()` was called; reads still answer from what was held
 */
export type ClientState = 'connecting' | 'live' | 'polling' | 'stale' | 'cached' | 'closed';
export interface Status {
    readonly state: ClientState;
    readonly epoch: number | undefined;
    readonly revision: number | undefined;
    /**
     * Whole milliseconds since the server last confirmed what is served; undefined when it never did, `Infinity` when a
     * proxy's `Age` hides when.
     */
    readonly ageMs: number | undefined;
    /** Undefined while nothing is held. */
    readonly source: Source | undefined;
    /** What went wrong last, in words; undefined as soon as the server vouches for what is held. */
    readonly failure: string | undefined;
    /** How often the ruleset's digest differed from the server's; anything but 0 is worth a look. */
    readonly divergences: number;
    /** How many evaluations could not be reported as telemetry, those after `close()` included. */
    readonly uncounted: number;
}
export interface RulesetChange {
    readonly revision: number;
    /** Keys of flags whose definition changed, came or went. A change of a segment alone has none: read again. */
    readonly flags: readonly string[];
}
export interface ClientEvents {
    /** Once, when there is something to serve. */
    ready: {
        readonly source: Source;
    };
    /** Once per applied revision, after reads see it. */
    change: RulesetChange;
    /** The state became `stale`. */
    stale: Status;
    /** The state (or source) became another. */
    status: Status;
}
export interface ReadyOptions {
    /** Waits for ever unless set. */
    readonly timeoutMs?: number | undefined;
    /** An `AbortSignal`. */
    readonly signal?: AbortSignalLike | undefined;
}
/** The parts of an `AbortSignal` that are used. */
export interface AbortSignalLike {
    readonly aborted: boolean;
    addEventListener(type: 'abort', listener: () => void): void;
    removeEventListener(type: 'abort', listener: () => void): void;
}
export interface Client<Flags extends FlagShapes = AnyFlags> {
    /** The flag's value, or `fallback` whenever that does not apply. Synchronous; never throws. */
    boolean<K extends KeyOf<Flags, boolean>>(key: K, fallback: ValueOf<Flags, K, boolean>, context?: EvaluationContext): ValueOf<Flags, K, boolean>;
    string<K extends KeyOf<Flags, string>>(key: K, fallback: ValueOf<Flags, K, string>, context?: EvaluationContext): ValueOf<Flags, K, string>;
    number<K extends KeyOf<Flags, number>>(key: K, fallback: ValueOf<Flags, K, number>, context?: EvaluationContext): ValueOf<Flags, K, number>;
    /** The object or array is shared and deeply frozen. */
    object<K extends KeyOf<Flags, object>, T extends ValueOf<Flags, K, object>>(key: K, fallback: T, context?: EvaluationContext): Served<Flags, K, T>;
    /** Value, variant, reason and metadata; the type asked for is the fallback's. */
    details<K extends KeyOf<Flags, unknown>, T extends ValueOf<Flags, K, JsonValue>>(key: K, fallback: T, context?: EvaluationContext): Details<Served<Flags, K, T>>;
    /** Every flag's evaluation by key; a value of undefined means that a caller's fallback would apply. No hooks, not counted. */
    all(context?: EvaluationContext): Readonly<Record<string, Evaluation>>;
    /** The whole trace of one evaluation, or undefined while nothing is held. For people: not counted. */
    explain(key: string, context?: EvaluationContext, type?: FlagType): Explanation | undefined;
    /**
     * Resolves as soon as there is something to serve. Reads work regardless. Whatever it rejects with, the client goes
     * on trying, and the message has what went wrong last, and where.
     * @throws ClientError `TIMEOUT`, `ABORTED`, `CLOSED`; `REFUSED` at once when the server refuses, as it does a key
     * that it does not know: the next attempt is minutes away
     */
    ready(options?: ReadyOptions): Promise<{
        readonly source: Source;
    }>;
    /** @returns a function that stops the listening. */
    on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): () => void;
    status(): Status;
    /** Ends streams and timers and sends the last counts. Idempotent. Reads go on answering from what was held. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
/** The options that every platform's client takes. */
export interface CommonOptions {
    /** A ruleset bundled with the app: a ruleset, or the body of `GET …/ruleset`. */
    readonly bootstrap?: Ruleset | {
        readonly ruleset: Ruleset;
        readonly digest?: string | undefined;
    } | undefined;
    /** The server's heartbeat, 15,000 unless set: three missed make a stream half-open. */
    readonly heartbeatMs?: number | undefined;
    readonly backoff?: BackoffOptions | undefined;
    /** 30,000 unless set; jittered by half. */
    readonly pollIntervalMs?: number | undefined;
    /** 60,000 unless set; 0 sends nothing. */
    readonly telemetryIntervalMs?: number | undefined;
    /** Whether the names of context attributes are reported, a sample, never values; true unless given. */
    readonly telemetryAttributes?: boolean | undefined;
    readonly logger?: Logger | undefined;
    readonly hooks?: readonly Hook[] | undefined;
}
/** Milliseconds, all optional. @see docs/connection.md, "Times" */
export interface BackoffOptions {
    /** 1,000: the first retry comes within it, each further one within twice as long. */
    readonly baseMs?: number | undefined;
    /** 30,000: the ceiling of that, and the least time between two resyncs. After twice as long a stream is healthy. */
    readonly maxMs?: number | undefined;
    /** 300,000: the longest wait after a refusal (most 4xx, TLS), and how often polling tries the stream again. */
    readonly refusedMs?: number | undefined;
    /** 20,000: without a stream for so long, polling begins; also when one brought nothing for half as long. */
    readonly fallbackMs?: number | undefined;
}

// client.d.ts
import type { Client, CommonOptions, FlagShapes } from './api.ts';
import { type Desk, type Engine } from './face.ts';
import type { Platform } from './ports.ts';
/**
 * Makes a client and starts it: loads bootstrap and cache, then connects.
 * @param options - Checked by the platform where it can afford to.
 * @see docs/connection.md
 */
export declare function createCoreClient<Flags extends FlagShapes>(platform: Platform, options: CommonOptions): Client<Flags>;
/** Holds a ruleset and evaluates it here. */
export declare function createLocalEngine(desk: Desk): Engine;

// connection.d.ts
/**
 * Performs what `stream-state.ts` decides: opens and drops streams, asks for fetches, keeps one timer, and remembers
 * what went wrong last. What a stream's events mean is its caller's to say.
 * @see docs/connection.md
 */
import type { Log } from './log.ts';
import type { Failure, Platform } from './ports.ts';
import { type StreamEvent, type StreamState, type Times } from './stream-state.ts';
/** A fetch that brought an earlier state: a failure, for nobody has vouched for what is held. */
export declare const BEHIND: Failure;
export interface ConnectionDeps {
    readonly platform: Platform;
    readonly times: Times;
    readonly log: Log;
    /** The id of what is held; asked for once per stream. */
    readonly id: () => string | undefined;
    /** What an event of the stream amounts to. @throws when it can't be read: the connection is at fault then */
    readonly hear: (name: string, data: string) => StreamEvent;
    /** Fetches what is current and calls `fetched`; does nothing while that is under way. */
    readonly fetch: () => void;
    /** The server has just vouched for what is held, as of `ageMs` ago. */
    readonly onConfirmed: (ageMs: number) => void;
    /** After each step, once its effects are under way. */
    readonly onStep: () => void;
}
export interface Connection {
    readonly start: () => void;
    /** Online again, visible again. */
    readonly wake: () => void;
    readonly close: () => void;
    readonly state: () => StreamState;
    /** The last failure, until the server vouches for what is held. */
    readonly failure: () => Failure | undefined;
    readonly dispatch: (event: StreamEvent) => void;
    /** What went wrong was about somebody who is not looking any more. */
    readonly forgive: () => void;
    /** The server vouches for what is held, as of so long ago. */
    readonly confirm: (sinceMs: number) => void;
    /** A fetch is over. */
    readonly fetched: (failure: Failure | undefined) => void;
    /** Runs what may throw on hostile input: then the connection is at fault, never the state. */
    readonly attempt: <T>(read: () => T) => T | undefined;
}
export declare function createConnection(deps: ConnectionDeps): Connection;

// errors.d.ts
/** Closed: branch on it, never on the message. */
export type ClientErrorCode = 'INVALID_OPTION' | 'TIMEOUT' | 'REFUSED' | 'ABORTED' | 'CLOSED';
/** What the SDK throws, at construction or from `ready()`; reads never throw. */
export declare class ClientError extends Error {
    readonly name = "ClientError";
    readonly code: ClientErrorCode;
    constructor(code: ClientErrorCode, message: string);
}
/** Whether it is a {@link ClientError}, of this install or of another one. */
export declare function isClientError(error: unknown): error is ClientError;

// face.d.ts
/**
 * What apps see of a client, whatever answers behind it: reads with hooks and counts, events, `ready` and `status`.
 * What is held and how it is kept current is an engine's.
 */
import type { ErrorCode, Evaluation, Explanation, FlagType } from '@halyard/evaluator';
import type { Client, CommonOptions, FlagShapes } from './api.ts';
import { type Log } from './log.ts';
import type { Platform } from './ports.ts';
import type { Stream } from './stream.ts';
import { type Times } from './stream-state.ts';
/** Where what is held stands. */
export interface Standing {
    readonly epoch: number;
    readonly revision: number;
}
/** What an engine is given, and what it tells. */
export interface Desk {
    readonly platform: Platform;
    readonly times: Times;
    readonly log: Log;
    /** Something else is held from now on. @param text - Makes what is to be kept of it. */
    readonly applied: (standing: Standing, flags: readonly string[], text: () => string) => void;
    /** Nothing is held any more: what was is somebody else's. */
    readonly emptied: () => void;
    /** What is held was right so long ago. */
    readonly confirmed: (sinceMs: number) => void;
    /** After each step, once its effects are under way. */
    readonly stepped: () => void;
    /** For how long nobody vouched for what is held. */
    readonly ageMs: () => number;
    /** Takes what the platform kept, through the engine's `take`. */
    readonly recall: () => void;
}
/** Holds something, answers from it, and keeps it current. */
export interface Engine {
    /** Called while something is held. */
    evaluate(flagKey: string, context: unknown, type: FlagType | undefined): Evaluation;
    all(context: unknown): Record<string, Evaluation>;
    explain(flagKey: string, context: unknown, type: FlagType | undefined): Explanation | undefined;
    /** The text of what an app bundled. */
    bundled(bootstrap: object): string;
    /** Takes what was bundled or kept. @throws when it can't be read */
    take(text: string): void;
    readonly stream: Stream;
}
/** Makes a client around an engine and starts it. */
export declare function createFace<Flags extends FlagShapes>(platform: Platform, options: Omit<CommonOptions, 'bootstrap'> & {
    readonly bootstrap?: object | undefined;
}, makeEngine: (desk: Desk) => Engine): Client<Flags>;
/** An evaluation whose value is the caller's default. */
export declare function failed(flagKey: string, errorCode: ErrorCode): Evaluation;

// hooks.d.ts
/**
 * Hooks around reads, in OpenFeature's four stages.
 * @see https://openfeature.dev/specification/sections/hooks
 */
import type { Evaluation, EvaluationContext, FlagType } from '@halyard/evaluator';
import type { Log } from './log.ts';
export interface HookContext {
    readonly flagKey: string;
    /** The type that was asked for. */
    readonly flagType: FlagType | undefined;
    readonly defaultValue: unknown;
    readonly context: EvaluationContext;
}
/**
 * Called synchronously around each read of one flag. A hook that throws (or, though it should not, returns a promise that
 * rejects) is logged once per cause and changes nothing else. `before` runs in the order given, the others in reverse.
 */
export interface Hook {
    readonly name?: string | undefined;
    /** @returns attributes to put over the context, or nothing. */
    before?(context: HookContext): EvaluationContext | undefined | void;
    /** The flag's own outcome stands. */
    after?(context: HookContext, evaluation: Evaluation): void;
    /** The evaluation has an `errorCode`. */
    error?(context: HookContext, evaluation: Evaluation): void;
    /** Always, last. */
    finally?(context: HookContext, evaluation: Evaluation): void;
}
/** One evaluation; what hooks are put around. */
export type Evaluate = (flagKey: string, type: FlagType | undefined, defaultValue: unknown, context: EvaluationContext | undefined) => Evaluation;
/** @returns `evaluate` itself without hooks, so that they cost nothing then. */
export declare function withHooks(hooks: readonly Hook[], evaluate: Evaluate, log: Log): Evaluate;

// http.d.ts
/** Requests that end by themselves: by an answer, a failure or a timeout. */
import type { Failure, FetchInit, Platform } from './ports.ts';
export interface Abort {
    readonly signal: unknown;
    abort(): void;
}
export declare function createAbort(): Abort;
/** What came back; `text` is there exactly when the status is one of success or 304. */
export interface Reply extends Failure {
    readonly text?: string;
    /** By the `Age` header. */
    readonly ageMs?: number;
    readonly etag?: string | null;
}
/** Sends one request and sees to its end within `timeoutMs`. Never rejects. */
export declare function request(platform: Platform, path: string, init: Omit<FetchInit, 'signal'>, timeoutMs: number, abort?: Abort): Promise<Reply>;
/** @returns `: ` and what a refusal says of itself (RFC 9457); nothing where it says nothing that can be read. */
export declare function detailOf(reply: {
    text(): Promise<string>;
}): Promise<string>;
/**
 * @param text - An `Age`. Of a list, as proxies make it, the first counts (RFC 9111, 5.1).
 * @returns for ever when it can't be read: nothing is taken for younger than it may be.
 */
export declare function ageMsOf(text: string | null): number;
/** @param text - A `Retry-After`: whole seconds or an HTTP date. @returns 0 when it can't be read. */
export declare function retryAfterMs(text: string | null, nowMs: number): number;

// index.d.ts
export type { AbortSignalLike, AnyFlags, BackoffOptions, Client, ClientEvents, ClientState, CommonOptions, Details, FlagShapes, KeyOf, ReadyOptions, RulesetChange, Served, Source, Status, ValueOf, } from './api.ts';
export { createCoreClient, createLocalEngine } from './client.ts';
export { ClientError, type ClientErrorCode, isClientError } from './errors.ts';
export { createFace, type Desk, type Engine, type Standing } from './face.ts';
export type { Hook, HookContext } from './hooks.ts';
export { ageMsOf, detailOf, retryAfterMs } from './http.ts';
export { createLog, type Log, type Logger } from './log.ts';
export { checkCredential, checkUrl, invalid } from './options.ts';
export { type Failure, type FetchInit, type FetchLike, type FetchReply, type LifecycleSignal, NOTICE_EVENTS, type Platform, type Receipts, type RulesetStorage, STREAM_EVENTS, type StreamListener, } from './ports.ts';
export { createRemoteEngine, type Visitor } from './remote-engine.ts';
export { createRulesetStore, type Held, type Outcome, type RulesetStore } from './ruleset-store.ts';
export { stopwatch } from './stopwatch.ts';
export { DEFAULT_TIMES, type Times } from './stream-state.ts';

// log.d.ts
/** Called with a sentence and data; a console or a structured logger fits. Nothing is logged without one. */
export interface Logger {
    debug?(message: string, data?: unknown): void;
    info?(message: string, data?: unknown): void;
    warn?(message: string, data?: unknown): void;
    error?(message: string, data?: unknown): void;
}
export interface Log {
    /** Logs each message once: what varies belongs into `data`. Never throws. */
    say(level: keyof Logger, message: string, data?: unknown): void;
    /** Lets everything be said again: the next trouble is another one. */
    forget(): void;
}
export declare function createLog(logger: Logger | undefined): Log;

// options.d.ts
/** Wrong options throw at construction, saying what was expected, what came and what to do. */
import { ClientError } from './errors.ts';
/**
 * @returns the server's URL without trailing slash.
 * @throws ClientError `INVALID_OPTION`: not absolute, not http(s), or plain http beyond loopback.
 */
export declare function checkUrl(url: unknown, allowInsecure: unknown): string;
/**
 * @param option - The option's name.
 * @param prefix - `hal_sdk_` or `hal_cid_`.
 * @throws ClientError `INVALID_OPTION`: another kind of credential, or none. The message holds no secret.
 */
export declare function checkCredential(option: string, value: unknown, prefix: string): string;
/** @throws nothing: makes the error. */
export declare function invalid(option: string, expected: string, got: string, hint?: string): ClientError;

// ports.d.ts
/**
 * What a platform plugs in. The client core does no I/O, reads no clock and rolls no dice but through these, which is
 * also how tests drive it.
 * @see docs/connection.md, "Ports"
 */
import type { DownMessage } from '@halyard/protocol';
/** The parts of `fetch` that the core uses; the global one satisfies it. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchReply>;
export interface FetchInit {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** An `AbortSignal`; typed loosely, because this package knows no platform's types. */
    readonly signal: unknown;
    /** Lets the request outlive the page: only for a last, small telemetry batch. */
    readonly keepalive?: boolean;
}
export interface FetchReply {
    readonly status: number;
    readonly headers: {
        get(name: string): string | null;
    };
    text(): Promise<string>;
}
/** The events that a stream may bring; others are ignored unparsed. */
export declare const STREAM_EVENTS: readonly string[];
/** The events of a stream that only says that something changed. */
export declare const NOTICE_EVENTS: readonly string[];
/** Why a stream or request brought nothing. */
export interface Failure {
    /** The HTTP status, where one was seen. */
    readonly status?: number | undefined;
    readonly retryAfterMs?: number | undefined;
    /** A quick retry will not help (a TLS failure): retried every 2.5–5 min, like most 4xx. */
    readonly refused?: boolean | undefined;
    /** For people: what happened. Holds no secret. */
    readonly message: string;
}
export interface StreamListener {
    /** Status 200 and an event stream. */
    opened(): void;
    /** Bytes arrived: the connection is alive. Only where the platform can see them. */
    bytes(): void;
    /** One event whose name is in `STREAM_EVENTS`. */
    event(name: string, data: string): void;
    /** The stream ended or never began. Called at most once, and nothing is called after it. */
    failed(failure: Failure): void;
}
/** Where the last known good is kept. Both are synchronous, and neither throws: a problem is the platform's to log. */
export interface RulesetStorage {
    /** The text that was saved under the same server and key, or undefined. */
    load(): string | undefined;
    /** @param text - Makes the text, so that the platform may put saves off and skip some. */
    save(text: () => string): void;
    /** Writes what was put off. */
    close?(): Promise<void> | void;
}
/** Tells the server what was applied, where a platform does that. Neither call throws. */
export interface Receipts {
    /**
     * Called with each message that was read, after it was taken.
     * @param id - The id of what is held; undefined where the message did not lead there.
     */
    heard(message: DownMessage, id: string | undefined): void;
    close(): void;
}
/** `wake`: online again, visible, back from the back-forward cache. `hide`: the page may not come back. */
export type LifecycleSignal = 'wake' | 'hide';
export interface Platform {
    /** How this SDK names itself: `node/0.1.0`. */
    readonly sdk: string;
    /** This client's own id: a UUID, new with each client. */
    readonly instance: string;
    /** Without trailing slash: `https://flags.example/sdk/v1`, `https://flags.example/client/v1/<client id>`. */
    readonly base: string;
    /** Sent with every request that the core makes by `fetch`. */
    readonly headers: Readonly<Record<string, string>>;
    readonly fetch: FetchLike;
    /** Whether an I/O error of `fetch` is one that a quick retry won't cure (TLS). Never, unless given. */
    isRefusal?(error: unknown): boolean;
    /**
     * Opens one connection; never reconnects by itself.
     * @param since - The id of the last state that was applied.
     * @returns a function that closes it; idempotent; afterwards the listener hears nothing.
     */
    openStream(since: string | undefined, listener: StreamListener): () => void;
    /**
     * With nothing held yet, GET the ruleset before streaming: where the platform itself compresses and caches requests.
     * The core then sends no `If-None-Match` either, which would only cost a preflight.
     */
    readonly fetchFirst: boolean;
    /** Wall clock, epoch milliseconds. */
    nowMs(): number;
    /** Monotonic milliseconds from any origin. */
    monotonicMs(): number;
    /** @returns a function that cancels it. */
    setTimer(callback: () => void, delayMs: number): () => void;
    /** Uniform in [0, 1). */
    random(): number;
    /** A fresh UUID. */
    uuid(): string;
    readonly storage?: RulesetStorage | undefined;
    /** Absent: the server's wish to hear of what was applied is ignored. */
    readonly receipts?: Receipts | undefined;
    /** @returns a function that stops the listening. */
    lifecycle?(listener: (signal: LifecycleSignal) => void): () => void;
}

// remote-engine.d.ts
import { type Desk, type Engine } from './face.ts';
/** Who is looking, as the platform knows it. */
export interface Visitor {
    /** The body of a question: the context, and what proves it. */
    readonly question: () => string;
    /** Set by the engine. @param isOther - Of what is held nothing may be seen by who is looking now. */
    changed: (isOther: boolean) => void;
}
/** @param visitor - Tells who is looking, and of each change of that. */
export declare function createRemoteEngine(desk: Desk, visitor: Visitor): Engine;

// ruleset-store.d.ts
/**
 * What the client serves: one committed state of one environment, replaced whole or not at all.
 * @see docs/connection.md, "Acceptance"
 */
import { type CompiledRuleset, type Ruleset } from '@halyard/evaluator';
import { type Change, type Heartbeat, type Snapshot } from '@halyard/protocol';
/** A committed state. Never mutated: a change makes the next one. */
export interface Held {
    /** As received, kinds that this version does not know included. */
    readonly ruleset: Ruleset;
    readonly digest: string;
    readonly compiled: CompiledRuleset;
    /** Keys of flags whose evaluation depends on how old the state is. */
    readonly aging: ReadonlySet<string>;
}
/**
 * - `confirmed`: what is held is the sender's state, now or before
 * - `behind`: the sender's state is earlier than what is held; ignored
 * - `resync`: something was missed
 * - `diverged`: the digest differs from the sender's
 */
export type Outcome = 'confirmed' | 'behind' | 'resync' | 'diverged';
/** Hears of the new state and of the keys of flags whose definition became another. */
export type OnApplied = (held: Held, flags: readonly string[]) => void;
export interface RulesetStore {
    held(): Held | undefined;
    /**
     * @param isAnswer - To the very state that is held: a snapshot is then taken at the same revision, too, if its digest
     *   differs, and at any if it says that the state diverged.
     * @param isUnproven - The server has vouched for nothing yet: what is held was bundled or kept, and the epoch that it
     *   claims yields to the server's.
     */
    take(message: Snapshot | Change | Heartbeat, isAnswer?: boolean, isUnproven?: boolean): Outcome;
}
/** @param onApplied - Called after the new state is what `held()` returns. */
export declare function createRulesetStore(onApplied: OnApplied): RulesetStore;

// stopwatch.d.ts
import type { Platform } from './ports.ts';
/**
 * @param aheadMs - How long ago the time began.
 * @returns what has passed since, by the longer of monotonic and wall clock: one stops while a machine sleeps, the
 * other may be set back.
 * @see docs/connection.md, "Freshness"
 */
export declare function stopwatch(platform: Pick<Platform, 'nowMs' | 'monotonicMs'>, aheadMs?: number): () => number;

// stream-state.d.ts
import type { Failure } from './ports.ts';
export type StateKind = 'idle' | 'loading' | 'connecting' | 'live' | 'waiting' | 'polling' | 'probing' | 'closed';
/** Milliseconds. @see docs/connection.md, "Times" */
export declare const DEFAULT_TIMES: {
    heartbeatMs: number;
    pollIntervalMs: number;
    /** The first retry comes within it. */
    baseMs: number;
    /** The ceiling of that, and the least time between two resyncs; a stream is healthy after twice as long. */
    maxMs: number;
    /** The longest wait after a refusal; while polling, how often the stream is tried again. */
    refusedMs: number;
    /** Without a stream for so long, polling begins; a stream must have brought something in half of it. */
    fallbackMs: number;
};
export type Times = Readonly<typeof DEFAULT_TIMES>;
/** Moments are of the monotonic clock; a deadline that is not set is `Infinity`. */
export interface StreamState {
    readonly kind: StateKind;
    readonly times: Times;
    /** Failures since the last minute of health: the exponent of the back-off. */
    readonly attempts: number;
    /** Streams in a row that closed within a second of opening. */
    readonly quickCloses: number;
    /** The server can't be reached or refuses. The first poll that succeeds tries the stream at once. */
    readonly isLost: boolean;
    /** NaN while no stream is open. */
    readonly openedAt: number;
    /** The last GET; -Infinity before. */
    readonly fetchedAt: number;
    /** The next attempt to open a stream; while one is open, the moment to leave it after a goodbye. */
    readonly retryAt: number;
    /** Until when the stream must have brought something. */
    readonly silenceAt: number;
    /** When to begin to poll. */
    readonly fallbackAt: number;
    /** The next GET: a poll, or a resync. */
    readonly pollAt: number;
}
export type StreamEvent = 
/** `fetchFirst`: GET the ruleset before streaming. */
{
    readonly kind: 'start';
    readonly fetchFirst: boolean;
}
/** Status 200 and an event stream. */
 | {
    readonly kind: 'opened';
}
/** The stream brought something that proves no more than life. */
 | {
    readonly kind: 'alive';
}
/** The stream's state is the one that is held: applied just now, or equal. */
 | {
    readonly kind: 'confirmed';
}
/** The stream's state is earlier than the one that is held: the server lags, or a backup was restored. */
 | {
    readonly kind: 'behind';
}
/** The state has a gap or diverged: a snapshot is needed. */
 | {
    readonly kind: 'resync';
}
/** A known event that can't be read. */
 | {
    readonly kind: 'malformed';
} | {
    readonly kind: 'goodbye';
    readonly spreadMs: number;
}
/** The stream ended or never began. */
 | {
    readonly kind: 'failed';
    readonly failure: Failure;
}
/** The GET is over. */
 | {
    readonly kind: 'fetched';
    readonly failure?: Failure | undefined;
}
/** Online again, visible again. `silentMs`: since the stream last brought something, by the longer clock. */
 | {
    readonly kind: 'wake';
    readonly silentMs: number;
}
/** A deadline may have passed. */
 | {
    readonly kind: 'tick';
} | {
    readonly kind: 'close';
};
/** `open` a stream instead of the one there is, `drop` that one, `fetch` the ruleset. */
export type Effect = 'open' | 'drop' | 'fetch';
export interface Step {
    readonly state: StreamState;
    readonly effects: readonly Effect[];
}
export declare function initialState(times: Times): StreamState;
/** The next moment at which a `tick` is due. */
export declare function deadline({ retryAt, silenceAt, fallbackAt, pollAt }: StreamState): number;
/** Whether retrying soon is pointless: most 4xx, TLS. */
export declare function isRefusal({ refused, status }?: Partial<Failure>): boolean;
/** Whether the ruleset is fetched at intervals. */
export declare function isPolling({ kind }: StreamState): boolean;
/**
 * One function with its moves inside: in a browser every byte of it is paid for by each visitor.
 * @param now - Of the monotonic clock.
 * @param roll - Uniform in [0, 1): a roll of the dice is an input like the time, so that this stays pure.
 */
export declare function step(state: StreamState, event: StreamEvent, now: number, roll: number): Step;

// stream.d.ts
import { type Connection, type ConnectionDeps } from './connection.ts';
import type { RulesetStore } from './ruleset-store.ts';
export interface StreamDeps extends Omit<ConnectionDeps, 'id' | 'hear' | 'fetch'> {
    readonly store: RulesetStore;
}
export interface Stream extends Pick<Connection, 'start' | 'wake' | 'close' | 'state' | 'failure'> {
    /** How often the digest differed from the server's. */
    readonly divergences: () => number;
}
export declare function createStream(deps: StreamDeps): Stream;
