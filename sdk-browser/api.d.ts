// What @halyard/browser promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// client.d.ts
import type { Evaluation, EvaluationContext, Explanation, FlagType, JsonValue } from '@halyard/evaluator';
import { type AnyFlags, type Client, type CommonOptions, type Details, type FlagShapes, type KeyOf, type Served, type ValueOf } from '@halyard/sdk-core';
import { type StorageLike } from './storage.ts';
export interface BrowserOptions extends CommonOptions {
    /** Where the Halyard server answers: `https://flags.example`. Must be absolute. */
    readonly url: string;
    /** Public, made for browsers: `hal_cid_…`. It shows the flags that are exposed to clients, and no others. */
    readonly clientId: string;
    /** Who is looking; empty unless set. It never leaves the browser: evaluation is local. */
    readonly context?: EvaluationContext | undefined;
    /**
     * Gives a context without `targetingKey` a random one, kept in storage so that the visitor sees the same variants
     * next time. Off unless set: an identifier in storage may need the visitor's consent.
     */
    readonly anonymousKey?: boolean | undefined;
    /** Instead of `localStorage`; `null` keeps nothing beyond the page. */
    readonly storage?: StorageLike | null | undefined;
    /** Instead of the global one. */
    readonly fetch?: typeof globalThis.fetch | undefined;
    /** Allows plain http beyond this machine. */
    readonly allowInsecure?: boolean | undefined;
}
/** Reads that take the context from the client. Synchronous; they never throw. */
export interface BrowserClient<Flags extends FlagShapes = AnyFlags> extends Omit<Client<Flags>, 'boolean' | 'string' | 'number' | 'object' | 'details' | 'all' | 'explain'> {
    boolean<K extends KeyOf<Flags, boolean>>(key: K, fallback: ValueOf<Flags, K, boolean>): ValueOf<Flags, K, boolean>;
    string<K extends KeyOf<Flags, string>>(key: K, fallback: ValueOf<Flags, K, string>): ValueOf<Flags, K, string>;
    number<K extends KeyOf<Flags, number>>(key: K, fallback: ValueOf<Flags, K, number>): ValueOf<Flags, K, number>;
    /** The object or array is shared and deeply frozen. */
    object<K extends KeyOf<Flags, object>, T extends ValueOf<Flags, K, object>>(key: K, fallback: T): Served<Flags, K, T>;
    /** Value, variant, reason and metadata; the type asked for is the fallback's. */
    details<K extends KeyOf<Flags, unknown>, T extends ValueOf<Flags, K, JsonValue>>(key: K, fallback: T): Details<Served<Flags, K, T>>;
    /** Every flag's evaluation by key; a value of undefined means that a caller's fallback would apply. Not counted. */
    all(): Readonly<Record<string, Evaluation>>;
    /** The whole trace of one evaluation, or undefined while nothing is held. For people: not counted. */
    explain(key: string, type?: FlagType): Explanation | undefined;
    /** Who is looking now: what was given last, with the anonymous key where that applies. */
    context(): EvaluationContext;
    /** Somebody else is looking: every read from here on is theirs. The last call wins; nothing is awaited. */
    identify(context: EvaluationContext): void;
}
/**
 * Makes a client and starts it: shows the last known good at once, then fetches, then listens.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-browser.md
 */
export declare function createClient<Flags extends FlagShapes = AnyFlags>(options: BrowserOptions): BrowserClient<Flags>;

// index.d.ts
export type { Evaluation, EvaluationContext, Explanation, JsonValue, Reason, Ruleset } from '@halyard/evaluator';
export { type AnyFlags, type BackoffOptions, ClientError, type ClientErrorCode, type ClientEvents, type ClientState, type Details, type FlagShapes, type Hook, type HookContext, isClientError, type Logger, type ReadyOptions, type RulesetChange, type Source, type Status, } from '@halyard/sdk-core';
export { type BrowserClient, type BrowserOptions, createClient } from './client.ts';
export type { StorageLike } from './storage.ts';

// storage.d.ts
import type { RulesetStorage } from '@halyard/sdk-core';
/** The parts of `localStorage` that are used. */
export type StorageLike = Pick<Storage, 'getItem' | 'setItem'>;
/** Reads and writes that never throw: storage may be disabled, full or gone. */
export interface Shelf {
    get(key: string): string | undefined;
    set(key: string, text: string): void;
}
/** @param given - Used instead of `localStorage`; `null` keeps nothing. */
export declare function openShelf(given: StorageLike | null | undefined): Shelf;
/**
 * Keeps the ruleset under the server and client id it came from, with a checksum: what was cut short or edited there
 * must not pass for something the server once said.
 */
export declare function rulesetStorage(shelf: Shelf, base: string): RulesetStorage;
