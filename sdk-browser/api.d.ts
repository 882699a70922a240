// What @halyard/browser promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// bootstrap.d.ts
import { type Evaluation, type EvaluationContext } from '@halyard/evaluator';
import type { BrowserOptions } from './client.ts';
/**
 * Every flag's evaluation on a bootstrap alone, as a client that starts from it first serves them: without a connection,
 * a clock or a browser. For rendering on a server, and for hydrating what was rendered there. Values, of remote mode, are
 * evaluated already.
 * @returns nothing where the bootstrap can't be read: a client ignores that, too.
 */
export declare function evaluateBootstrap(bootstrap: NonNullable<BrowserOptions['bootstrap']>, context?: EvaluationContext): Readonly<Record<string, Evaluation>>;

// browser.d.ts
/** A browser as the client core's platform, and the face that takes the context from the client. */
import type { Evaluation, EvaluationContext, Explanation, FlagType, JsonValue } from '@halyard/evaluator';
import { type AnyFlags, type Client, type CommonOptions, type Desk, type Details, type Engine, type FlagShapes, type KeyOf, type RulesetStorage, type Served, type ValueOf, type Visitor } from '@halyard/sdk-core';
import { type Shelf, type StorageLike } from './storage.ts';
/** What both modes take. */
export interface SharedOptions extends Omit<CommonOptions, 'bootstrap'> {
    /** Where the Halyard server answers: `https://flags.example`. Must be absolute. */
    readonly url: string;
    /** Public, made for browsers: `hal_cid_…`. It shows the flags that are exposed to clients, and no others. */
    readonly clientId: string;
    /** Who is looking; empty unless set. It leaves the browser in remote mode only. */
    readonly context?: EvaluationContext | undefined;
    /** For a signed client id: what `signTargetingKey` of `@halyard/node` made of this context's `targetingKey`. */
    readonly signature?: string | undefined;
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
    /**
     * The whole trace of one evaluation, or undefined while nothing is held, and always in remote mode: the rules are the
     * server's there. For people: not counted.
     */
    explain(key: string, type?: FlagType): Explanation | undefined;
    /** Who is looking now: what was given last, with the anonymous key where that applies. */
    context(): EvaluationContext;
    /**
     * Somebody else is looking: every read from here on is theirs. The last call wins. In remote mode their values have
     * to arrive (`ready()` resolves then); until they do, reads are the callers' defaults, unless the `targetingKey` is
     * the same as before.
     * @param signature - Of the new `targetingKey`, for a signed client id; the same key keeps the one that it has.
     */
    identify(context: EvaluationContext, signature?: string): void;
}
/** What tells one mode from the other. */
export interface Mode {
    /** The name of its stream. */
    readonly stream: string;
    /** The events that the stream may bring. */
    readonly events: readonly string[];
    readonly makeEngine: (desk: Desk, visitor: Visitor) => Engine;
    /** @param question - Who is looking, as the server is asked. */
    readonly storage: (shelf: Shelf, base: string, question: () => string) => RulesetStorage;
}
/** @throws ClientError `INVALID_OPTION` */
export declare function createBrowserClient<Flags extends FlagShapes>(options: SharedOptions & {
    readonly bootstrap?: object | undefined;
}, mode: Mode): BrowserClient<Flags>;

// client.d.ts
import type { Values } from '@halyard/protocol';
import { type AnyFlags, type CommonOptions, type FlagShapes } from '@halyard/sdk-core';
import { type BrowserClient, type SharedOptions } from './browser.ts';
export interface BrowserOptions extends SharedOptions {
    /**
     * - `local`, unless set: the rules of exposed flags are held in the page and evaluated there
     * - `remote`: flags are evaluated on the server; the page gets values and no rules, and the server gets the context
     */
    readonly mode?: 'local' | 'remote' | undefined;
    /** A ruleset bundled with the page, or the body of `GET …/ruleset`; in remote mode, that of `POST …/evaluate`. */
    readonly bootstrap?: CommonOptions['bootstrap'] | Values;
}
/**
 * Makes a client and starts it: shows the last known good at once, then fetches, then listens. A page that always has
 * its flags evaluated on the server weighs less with `createClient` of `@halyard/browser/remote`.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-browser.md
 */
export declare function createClient<Flags extends FlagShapes = AnyFlags>(options: BrowserOptions): BrowserClient<Flags>;

// index.d.ts
export type { Evaluation, EvaluationContext, Explanation, JsonValue, Reason, Ruleset } from '@halyard/evaluator';
export type { Values } from '@halyard/protocol';
export { type AnyFlags, type BackoffOptions, ClientError, type ClientErrorCode, type ClientEvents, type ClientState, type Details, type FlagShapes, type Hook, type HookContext, isClientError, type Logger, type ReadyOptions, type RulesetChange, type Source, type Status, } from '@halyard/sdk-core';
export type { BrowserClient } from './browser.ts';
export { type BrowserOptions, createClient } from './client.ts';
export type { StorageLike } from './storage.ts';

// overrides.d.ts
import type { JsonValue } from '@halyard/evaluator';
import type { AnyFlags, FlagShapes } from '@halyard/sdk-core';
import type { BrowserClient } from './browser.ts';
import { type StorageLike } from './storage.ts';
export interface OverrideOptions {
    /**
     * Unset, overrides work where the page was built with `NODE_ENV` set to `development` or `test`; elsewhere the client
     * is returned as it came. A page that is not built says `true`.
     */
    readonly enabled?: boolean | undefined;
    /** The query parameter, and the word in storage: `halyard` unless set; `null` reads no query. */
    readonly query?: string | null | undefined;
    /** Instead of `sessionStorage`; `null` keeps nothing: a query then holds for one page. */
    readonly storage?: StorageLike | null | undefined;
    /** Values by flag key, or a function asked with each read: over storage and query. */
    readonly values?: Readonly<Record<string, JsonValue>> | ((key: string) => JsonValue | undefined) | undefined;
    /** Hears of overrides that can't apply, once each. */
    readonly warn?: ((message: string) => void) | undefined;
}
/**
 * Lets a developer see a flag's other side: `?halyard=new-checkout:true,limit:25,theme:dark` for this tab,
 * `?halyard=` for none. An entry of its own: pages that don't import it pay nothing. What is overridden is told apart by
 * `flagMetadata.override`, is not counted, and must have the type of the flag and of the read; else it does not apply.
 * @returns a client with the same face over `client`, which is closed with it.
 * @see docs/sdk-browser.md, "Overrides"
 */
export declare function withOverrides<Flags extends FlagShapes = AnyFlags>(client: BrowserClient<Flags>, options?: OverrideOptions): BrowserClient<Flags>;

// remote-client.d.ts
import type { Values } from '@halyard/protocol';
import type { AnyFlags, FlagShapes } from '@halyard/sdk-core';
import { type BrowserClient, type SharedOptions } from './browser.ts';
export interface RemoteOptions extends SharedOptions {
    /** Flags are evaluated on the server: the page gets values and no rules, and the server gets the context. */
    readonly mode?: 'remote' | undefined;
    /** Values that came with the page: the body of `POST …/evaluate` for the same context. */
    readonly bootstrap?: Values | undefined;
}
/**
 * Makes a client that has its flags evaluated on the server, and starts it: shows the last values of this visitor at
 * once, then asks, then listens.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/sdk-browser.md
 */
export declare function createClient<Flags extends FlagShapes = AnyFlags>(options: RemoteOptions): BrowserClient<Flags>;

// remote.d.ts
export type { Evaluation, EvaluationContext, Explanation, JsonValue, Reason } from '@halyard/evaluator';
export type { Values } from '@halyard/protocol';
export { type AnyFlags, type BackoffOptions, ClientError, type ClientErrorCode, type ClientEvents, type ClientState, type Details, type FlagShapes, type Hook, type HookContext, isClientError, type Logger, type ReadyOptions, type RulesetChange, type Source, type Status, } from '@halyard/sdk-core';
export type { BrowserClient } from './browser.ts';
export { createClient, type RemoteOptions } from './remote-client.ts';
export type { StorageLike } from './storage.ts';

// storage.d.ts
/** What survives a reload, where the browser lets it: the last known good, and the anonymous visitor's key. */
import type { RulesetStorage } from '@halyard/sdk-core';
/** The parts of `localStorage` that are used. */
export type StorageLike = Pick<Storage, 'getItem' | 'setItem'>;
/** Reads and writes that never throw: storage may be disabled, full or gone. */
export interface Shelf {
    get(key: string): string | null | undefined;
    set(key: string, text: string): void;
}
/** @param given - Used instead of `localStorage`; `null` keeps nothing. */
export declare function openShelf(given: StorageLike | null | undefined): Shelf;
/**
 * Keeps a text with a checksum: what was cut short or edited there must not pass for something the server once said.
 * @param key - The server and client id that it came from.
 * @param checksum - Of a text; who may have it back is whoever makes the same.
 */
export declare function sealedStorage(shelf: Shelf, key: string, checksum: (text: string) => number): RulesetStorage;
