// What @halyard/edge promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// anonymous-key.d.ts
export interface AnonymousKeyOptions {
    /** `visitor` unless given. */
    readonly name?: string | undefined;
    /** For all subdomains of one domain; without, for this host alone. */
    readonly domain?: string | undefined;
    /** True unless given: scripts of the page can't read it. False where a browser SDK is to place the visitor alike. */
    readonly httpOnly?: boolean | undefined;
}
export interface AnonymousKey {
    /** The visitor's `targetingKey`. */
    readonly key: string;
    /** To be sent with the answer; undefined for a visitor who has been here. */
    readonly setCookie: string | undefined;
}
/**
 * A key for a visitor whom nobody knows, the same on every visit for a year: taken from the cookie, or made. A cookie
 * that is no such key is replaced. What a visitor sends is theirs to choose: it decides what they see, never who they are.
 * @throws ClientError `INVALID_OPTION`: a name or domain that no cookie can have, or that don't go together.
 */
export declare function anonymousKey(request: {
    readonly headers: {
        get(name: string): string | null;
    };
}, options?: AnonymousKeyOptions): AnonymousKey;

// client.d.ts
import { type ErrorCode, type Evaluation, type EvaluationContext } from '@halyard/evaluator';
import type { AnyFlags, Client, FlagShapes, Status } from '@halyard/sdk-core';
import { type EdgeOptions } from './options.ts';
/**
 * Who can keep work alive after the answer: the `ctx` of a worker, the `event` of a middleware, `{ waitUntil }` of
 * `@vercel/functions`. Pass the object itself: its function does not work without it.
 */
export interface Host {
    waitUntil?(promise: Promise<unknown>): void;
}
/** What is held, and how well. @see docs/connection.md, "States" */
export interface EdgeStatus extends Pick<Status, 'epoch' | 'revision' | 'ageMs' | 'source' | 'failure'> {
    /** `connecting`: nothing held. `polling`: confirmed. `stale`: the last attempt failed. `cached`: never confirmed. */
    readonly state: 'connecting' | 'polling' | 'stale' | 'cached';
    /** What went wrong with the cache last, in words; undefined as soon as it works. */
    readonly cacheFailure: string | undefined;
}
type Reads<Flags extends FlagShapes> = Pick<Client<Flags>, 'boolean' | 'string' | 'number' | 'object' | 'details' | 'all'>;
export interface EdgeClient<Flags extends FlagShapes = AnyFlags> extends Reads<Flags> {
    /** `client` where all that is held may be shown to anyone, because a client id got it. */
    readonly audience: 'server' | 'client';
    /**
     * Sees to it that there are rules, and that they are as fresh as asked for: mostly at once, sometimes after one GET
     * that concurrent requests share. Call it once per request, before its reads. Never rejects; reads work regardless.
     */
    ready(host?: Host): Promise<EdgeStatus>;
    /** One flag's evaluation, of whatever type it is: for gateways. Where its value is undefined, a caller's default applies. */
    evaluate(key: string, context?: EvaluationContext): Evaluation;
    status(): EdgeStatus;
}
/**
 * Makes a client of what the isolate holds; cheap enough for each request, and of no effect until `ready` is called.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/edge.md
 */
export declare function createEdgeClient<Flags extends FlagShapes = AnyFlags>(options: EdgeOptions): EdgeClient<Flags>;
/** An evaluation whose value is the caller's default. */
export declare function failed(flagKey: string, errorCode: ErrorCode): Evaluation;
export {};

// handler/gate.d.ts
import type { EdgeClient } from '../client.ts';
import type { Refusal } from './refusal.ts';
/** What a handler needs of a client: nothing that depends on how its flags are typed. */
export type Answering = Pick<EdgeClient, 'audience' | 'ready' | 'evaluate' | 'all'>;
export interface HandlerOptions {
    /** Whoever shows one of these, as `Authorization: Bearer` or as `X-API-Key`, may ask for every flag. Secrets of yours. */
    readonly keys?: readonly string[] | undefined;
    /**
     * What anyone may ask for: these flags, or with `true` every flag of a client that was made with a client id, which
     * holds nothing but what is exposed. An SDK key's rules don't say what is exposed, so `true` is refused there.
     */
    readonly public?: true | readonly string[] | undefined;
}
/** Whether the asker may see a flag. */
export type Sees = (flagKey: string) => boolean;
/**
 * Decides what an asker may see. There is no way to open everything by forgetting something.
 * @returns for a request's headers, what its sender may see, or why nothing.
 * @throws ClientError `INVALID_OPTION`
 */
export declare function createGate({ audience }: Answering, { keys, public: open }?: HandlerOptions): (headers: Headers) => Sees | Refusal;

// handler/handler.d.ts
import type { Host } from '../client.ts';
import { type Answering, type HandlerOptions } from './gate.ts';
export type { HandlerOptions };
/**
 * A `fetch` handler that answers from the edge what the server answers: `POST /ofrep/v1/evaluate/flags[/<key>]` and
 * `GET /edge/v1/variant/<flag>`; 404 to anything else.
 * @returns to be called with the request and the worker's `ctx`.
 * @throws ClientError `INVALID_OPTION`: neither `keys` nor `public`
 * @see docs/edge.md, "Answering others"
 */
export declare function createHandler(client: Answering, options: HandlerOptions): (request: Request, host?: Host) => Promise<Response>;

// handler/index.d.ts
export { createHandler, type HandlerOptions } from './handler.ts';

// handler/refusal.d.ts
/** RFC 9457 problem documents, with the server's own codes. @see docs/api.md, "Refusals" */
declare const STATUS: {
    readonly 'bad-json': readonly [400, 'The body cannot be read as JSON'];
    readonly unauthorized: readonly [401, 'No valid credential'];
    readonly 'not-found': readonly [404, 'There is nothing here'];
    readonly 'method-not-allowed': readonly [405, 'The method is not one of this path'];
    readonly 'too-large': readonly [413, 'Too large'];
    readonly overloaded: readonly [503, 'Not now'];
};
export type RefusalCode = keyof typeof STATUS;
/** Why a request has no answer. */
export interface Refusal {
    readonly code: RefusalCode;
    readonly detail: string;
    readonly headers?: Readonly<Record<string, string>>;
}
/** @param members - Further ones of the document. */
export declare function refuse({ code, detail, headers }: Refusal, members?: object): Response;
export {};

// index.d.ts
export type { Evaluation, EvaluationContext, JsonValue, Reason, Ruleset } from '@halyard/evaluator';
export { type AnyFlags, ClientError, type ClientErrorCode, type Details, type FlagShapes, isClientError, type Source, } from '@halyard/sdk-core';
export { type AnonymousKey, type AnonymousKeyOptions, anonymousKey } from './anonymous-key.ts';
export { createEdgeClient, type EdgeClient, type EdgeStatus, type Host } from './client.ts';
export type { EdgeCache, EdgeOptions } from './options.ts';

// options.d.ts
import type { Ruleset } from '@halyard/evaluator';
/** Where rulesets outlive an isolate. A Workers KV namespace is one as it stands. */
export interface EdgeCache {
    /** The text that was put under this key, or nothing. May reject: then there is none. */
    get(key: string): Promise<string | null | undefined>;
    /** Called after each change of the ruleset. May reject: `status().cacheFailure` says so. */
    put(key: string, text: string): Promise<unknown>;
}
export interface EdgeOptions {
    /** The server, absolute; https beyond this machine. May be left out where all there is is a `bootstrap`. */
    readonly url?: string | undefined;
    /** `hal_sdk_…`, secret: every flag of its environment. */
    readonly sdkKey?: string | undefined;
    /** `hal_cid_…` in place of an SDK key: only what is exposed to clients, so that all of it may be shown to anyone. */
    readonly clientId?: string | undefined;
    /** A ruleset bundled with the worker: a ruleset, or the body of `GET …/ruleset`. */
    readonly bootstrap?: Ruleset | {
        readonly ruleset: Ruleset;
        readonly digest?: string | undefined;
    } | undefined;
    /** Read first, and written after each change; see {@link EdgeCache}. */
    readonly cache?: EdgeCache | undefined;
    /** 10,000: as long as the server answers, no request is decided on rules that were confirmed longer ago. */
    readonly maxAgeMs?: number | undefined;
    /** 0: for how much longer requests are answered at once while the rules are confirmed behind them. `Infinity` fits. */
    readonly staleWhileRevalidateMs?: number | undefined;
    /** 2,000: how long a request waits for the server; the cache has half of it. */
    readonly timeoutMs?: number | undefined;
    /** The global one unless given. */
    readonly fetch?: typeof fetch | undefined;
    /** Permits plain http beyond this machine. */
    readonly allowInsecure?: boolean | undefined;
}
/** Where a ruleset comes from, and under which name it is kept. */
export interface Upstream {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Without the secret: names of what is cached are shown in consoles. */
    readonly cacheKey: string;
}
/**
 * @returns undefined where a bootstrap is all there is.
 * @throws ClientError `INVALID_OPTION`
 */
export declare function upstreamOf(options: EdgeOptions): Upstream | undefined;
/** @throws ClientError `INVALID_OPTION` */
export declare function checkMs(option: string, value: number, leastMs: number, mostMs?: number): number;
