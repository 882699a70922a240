// What @halyard/node promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// client-options.d.ts
import type { CommonOptions } from '@halyard/sdk-core';
export interface ClientOptions extends CommonOptions {
    /** The server's absolute URL: `https://flags.example`. */
    readonly url: string;
    /** The environment's secret key: `hal_sdk_…`. */
    readonly sdkKey: string;
    /** A file that keeps the last known good over restarts; only in memory unless set. */
    readonly cachePath?: string | undefined;
    /**
     * What this process is called in a kill's laggards and the environment's connections: 1 to 64 letters, digits, `_`, `.`
     * or `-`; something random follows it. Host name and process id unless set.
     */
    readonly instanceName?: string | undefined;
    /** Allows plain http beyond this machine. */
    readonly allowInsecure?: boolean | undefined;
    /** The global one unless set. */
    readonly fetch?: typeof globalThis.fetch | undefined;
}

// create-client.d.ts
import { type AnyFlags, type Client, type FlagShapes } from '@halyard/sdk-core';
import type { ClientOptions } from './client-options.ts';
/**
 * Connects to a Halyard server and evaluates its flags in this process. One client per process is enough.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-node.md
 */
export declare function createClient<Flags extends FlagShapes = AnyFlags>(options: ClientOptions): Client<Flags>;

// index.d.ts
export type { Evaluation, EvaluationContext, Explanation, FlagMetadata, JsonValue, Reason, Ruleset, } from '@halyard/evaluator';
export { type AnyFlags, type BackoffOptions, type Client, ClientError, type ClientErrorCode, type ClientEvents, type ClientState, type Details, type FlagShapes, type Hook, type HookContext, isClientError, type Logger, type ReadyOptions, type RulesetChange, type Source, type Status, } from '@halyard/sdk-core';
export type { ClientOptions } from './client-options.ts';
export { createClient } from './create-client.ts';
export { type Readiness, type ReadinessOptions, readiness } from './readiness.ts';
export { signTargetingKey } from './sign-targeting-key.ts';

// readiness.d.ts
import type { Status } from '@halyard/sdk-core';
/** What a readiness probe needs to know. */
export interface Readiness {
    readonly ready: boolean;
    /** For people, when not ready: what is missing, and what went wrong last. Holds no secret. */
    readonly reason: string | undefined;
}
export interface ReadinessOptions {
    /** How old what is held may be, counted from when the server last confirmed it. Without it, any age will do. */
    readonly maxAgeMs?: number | undefined;
}
/** The part of a client that this reads. */
interface Answerable {
    status(): Status;
}
/**
 * Whether an app may take traffic: it holds flags, of the age that it asks for. Closed, it may not.
 * Without `maxAgeMs` a cache or a bootstrap will do: the flag service being down is no reason to take an app out.
 * @see docs/sdk-node.md, "Readiness"
 */
export declare function readiness(client: Answerable, { maxAgeMs }?: ReadinessOptions): Readiness;
export {};

// sign-targeting-key.d.ts
/**
 * Vouches for a visitor, for browsers under a signed client id: they send it as `signature` beside the context. Make it
 * where the visitor is known by your own session, never from what a request claims. It ends with the SDK key.
 * @param sdkKey - Any SDK key of the same environment, `hal_sdk_…`.
 * @param targetingKey - Of the visitor who is logged in.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/security.md, "Values are for one visitor"
 */
export declare function signTargetingKey(sdkKey: string, targetingKey: string): string;

// testing.d.ts
import type { FlagItem, ItemHead, SegmentItem } from '@halyard/evaluator';
import { type AnyFlags, type Client, type FlagShapes, type Hook } from '@halyard/sdk-core';
/** A flag as in a ruleset; `type` follows from the variants, and it is enabled unless said otherwise. */
export type TestFlag = Omit<FlagItem, keyof ItemHead | 'type' | 'enabled'> & Partial<Pick<FlagItem, 'type' | 'enabled'>>;
/** The value that everyone gets, or a whole flag (told by its `variants` and `fallthrough`). */
export type TestFlags<Flags extends FlagShapes> = {
    readonly [K in keyof Flags]?: Flags[K] | TestFlag;
};
export interface TestClientOptions<Flags extends FlagShapes> {
    readonly flags?: TestFlags<NoInfer<Flags>> | undefined;
    readonly segments?: Readonly<Record<string, Omit<SegmentItem, keyof ItemHead>>> | undefined;
    readonly hooks?: readonly Hook[] | undefined;
}
export interface TestClient<Flags extends FlagShapes = AnyFlags> extends Client<Flags> {
    /** Changes or adds a flag. Reads see it at once, then `change` listeners hear of it. */
    set<K extends keyof Flags & string>(key: K, flag: Flags[K] | TestFlag): void;
    /** Kills a flag, as one call to the server would: its off variant for everyone, or the caller's fallback. */
    kill(key: keyof Flags & string): void;
    /** Brings back exactly what was before the kill. */
    restore(key: keyof Flags & string): void;
    remove(key: keyof Flags & string): void;
}
/** A client that is ready at once, evaluates for real, and never touches the network, a timer or the disk. */
export declare function createTestClient<Flags extends FlagShapes = AnyFlags>({ flags, segments, hooks, }?: TestClientOptions<Flags>): TestClient<Flags>;
