// What @halyard/react promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// client-provider.d.ts
import type { EvaluationContext } from '@halyard/browser';
import { type ReactElement, type ReactNode } from 'react';
import { type Store } from './store.ts';
import type { Evaluations, GivenClient } from './types.ts';
/** What a provider takes, whoever makes its client. */
export interface ProviderProps {
    /** Who is looking. Compared by content: the same attributes in a new object change nothing. */
    readonly context?: EvaluationContext | undefined;
    /** For a signed client id: what `signTargetingKey` of `@halyard/node` made of the context's `targetingKey`. */
    readonly signature?: string | undefined;
    /**
     * What the server served, as `all()` of any client had it. The page shows it until the client has something itself,
     * and hydrates with it.
     */
    readonly initial?: Evaluations | undefined;
    readonly children?: ReactNode;
}
/** A client that the app made, shares and closes. */
export interface ClientProps extends ProviderProps {
    readonly client: GivenClient;
    readonly options?: undefined;
}
/** How hooks find the provider above them. */
export declare const StoreContext: React.Context<Store | undefined>;
/**
 * Gives the components below it the flags of a client that the app made, whatever its mode. Beside `HalyardProvider` it
 * has no client of its own to make, and a page that uses only this one does not carry one.
 * @see docs/react.md
 */
export declare function ClientProvider(props: ClientProps): ReactElement;
/** @param makeStore - Called again when the client that was handed in is another one. */
export declare function useProvider(props: ProviderProps & {
    readonly client?: unknown;
}, makeStore: () => Store): ReactElement;

// hooks.d.ts
import type { AnyFlags, Details, FlagShapes, Status } from '@halyard/browser';
import type { Fallback, FlagClient, Value } from './types.ts';
/** The hooks for an app whose flags have these types. */
export interface Hooks<Flags extends FlagShapes> {
    /** As {@link useFlag}: the value, or `fallback` whenever that does not apply. */
    useFlag<K extends keyof Flags & string, T extends Fallback<Flags, K>>(key: K, fallback: T): Value<Flags, K, T>;
    /** As {@link useFlagDetails}: value, variant, reason and metadata. */
    useFlagDetails<K extends keyof Flags & string, T extends Fallback<Flags, K>>(key: K, fallback: T): Details<Value<Flags, K, T>>;
    /** As {@link useStatus}: how the client is connected. */
    useStatus(): Status;
    /** As {@link useClient}: the client itself, for what is not rendering. */
    useClient(): FlagClient<Flags>;
}
/**
 * The flag's value, or `fallback` whenever that does not apply. Renders again when the value differs, and only then.
 * Objects and arrays are frozen, and the same until their content differs. Never throws below a provider.
 */
export declare function useFlag<K extends string, T extends Fallback<AnyFlags, K>>(key: K, fallback: T): Value<AnyFlags, K, T>;
/** Value, variant, reason and metadata. Renders again when any of them differs. */
export declare function useFlagDetails<K extends string, T extends Fallback<AnyFlags, K>>(key: K, fallback: T): Details<Value<AnyFlags, K, T>>;
/** How the client is connected. Renders again when anything but `ageMs` differs. */
export declare function useStatus(): Status;
/**
 * The client itself, for what is not rendering: `on`, a read in an event handler, `identify` after a login (which the
 * components then follow).
 */
export declare function useClient(): FlagClient;
/**
 * The same hooks, with the types of your flags: `createHooks<{ 'new-checkout': boolean }>()`. Then the
 * compiler knows every key and value.
 */
export declare function createHooks<Flags extends FlagShapes>(): Hooks<Flags>;

// index.d.ts
export { type ClientProps, ClientProvider, type ProviderProps } from './client-provider.ts';
export { createHooks, type Hooks, useClient, useFlag, useFlagDetails, useStatus } from './hooks.ts';
export { HalyardProvider, type HalyardProviderProps, type OptionsProps } from './provider.ts';
export type { Evaluations, Fallback, FlagClient, GivenClient, Value } from './types.ts';

// provider.d.ts
import { type BrowserOptions } from '@halyard/browser';
import { type ReactElement } from 'react';
import { type ClientProps, type ProviderProps } from './client-provider.ts';
/** The options of `createClient`, for a client that begins and ends with the provider. Read once. */
export interface OptionsProps extends ProviderProps {
    readonly options: BrowserOptions;
    readonly client?: undefined;
}
/** Either a client or the options of one. */
export type HalyardProviderProps = OptionsProps | ClientProps;
/**
 * Gives the components below it their flags. A client made from `options` connects once something is shown, and closes
 * when the provider goes. On a server nothing connects: components get what `initial`, `options.bootstrap` or `client`
 * has to say.
 * @see docs/react.md
 */
export declare function HalyardProvider(props: HalyardProviderProps): ReactElement;

// store.d.ts
/** What components read from: one client, whose outcomes are kept until something may have changed them. */
import type { BrowserClient, Details, Status } from '@halyard/browser';
import type { AnyClient, Evaluations } from './types.ts';
export interface Store {
    /** The app's client or, made at the first call, its own. */
    client(): AnyClient;
    /** What it was before there was a client: on the server, and while the page hydrates. */
    readonly server: AnyClient;
    /** The same object until the outcome differs. A value of undefined: the caller's fallback applies. */
    read(client: AnyClient, key: string, fallback: unknown): Details<unknown>;
    /** The client, but that its `identify` is this store's. */
    face(client: AnyClient): AnyClient;
    /** The same object until something but the age differs. */
    status(client: AnyClient): Status;
    readonly subscribe: (listener: () => void) => () => void;
    /** Somebody else is looking; everybody who reads hears of it. */
    identify(...visitor: Visitor): void;
    /** Follows the client for as long as it is shown. @returns a function that ends it. */
    attach(): () => void;
}
/** The context, and what vouches for it. */
export type Visitor = Parameters<BrowserClient['identify']>;
export type OwnClient = AnyClient & Pick<BrowserClient, 'close'>;
/**
 * @param given - The app's client, which the app also closes.
 * @param makeOwn - Makes the client that begins and ends with what is shown; instead of a given one.
 * @param initial - What the server served, for whoever was looking there.
 */
export declare function createStore(given: AnyClient | undefined, makeOwn: ((...visitor: Visitor | []) => OwnClient) | undefined, initial: Evaluations | null | undefined): Store;

// testing/index.d.ts
export { createTestClient, type TestClient, TestProvider, type TestProviderProps } from './test-client.ts';

// testing/test-client.d.ts
import type { AnyFlags, EvaluationContext, FlagShapes } from '@halyard/browser';
import { type ReactElement, type ReactNode } from 'react';
import type { FlagClient } from '../types.ts';
/** A client of given values: a key that has none reads as its fallback. */
export interface TestClient<Flags extends FlagShapes = AnyFlags> extends FlagClient<Flags> {
    /** Puts values over those there are; `undefined` takes one away. In a test with React, inside of `act`. */
    set(values: Partial<Flags>): void;
    /** What `identify` was told last. */
    context(): EvaluationContext;
}
/** Makes a client that needs no server, for tests and stories. */
export declare function createTestClient<Flags extends FlagShapes = AnyFlags>(values?: Partial<Flags>): TestClient<Flags>;
/** What {@link TestProvider} takes. */
export interface TestProviderProps<Flags extends FlagShapes = AnyFlags> {
    /** Values by key; those of a later render replace them. */
    readonly values?: Partial<Flags> | undefined;
    readonly children?: ReactNode;
}
/** A provider of given values. */
export declare function TestProvider<Flags extends FlagShapes = AnyFlags>({ values, children, }: TestProviderProps<Flags>): ReactElement;

// types.d.ts
import type { AnyFlags, BrowserClient, Details, FlagShapes, JsonValue } from '@halyard/browser';
/** What may be given as a flag's fallback: of a typed key its type, of others whatever a flag can be. */
export type Fallback<Flags extends FlagShapes, K> = string extends keyof Flags ? JsonValue | object : K extends keyof Flags ? Flags[K] : never;
/** What a read gives for a fallback of type `T`: the flag's type; where nobody has typed it, `T`'s. */
export type Value<Flags extends FlagShapes, K, T> = string extends keyof Flags ? T extends boolean ? boolean : T extends string ? string : T extends number ? number : T : K extends keyof Flags ? Flags[K] : never;
/** The part of a client that the binding uses: any that has it fits. */
export type FlagClient<Flags extends FlagShapes = AnyFlags> = Pick<BrowserClient<Flags>, 'boolean' | 'string' | 'number' | 'object' | 'details' | 'on' | 'status' | 'identify'>;
/** Such a client, whatever types its flags have: what a provider takes. */
export type GivenClient = {
    readonly [name in keyof FlagClient]: (...given: never) => unknown;
};
/** The same, to be asked for any key. */
export type AnyClient = Omit<FlagClient, 'details'> & {
    details(key: string, fallback: unknown): Details<unknown>;
};
/** Evaluations by key, as a client's `all()` has them, before or after a way through JSON. */
export type Evaluations = ReturnType<BrowserClient['all']>;
