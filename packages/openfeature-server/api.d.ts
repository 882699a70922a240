// What @halyard/openfeature-server promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// index.d.ts
export { HalyardProvider, type ProviderOptions, type SharedClientOptions } from './provider.ts';

// provider.d.ts
import { type AnyFlags, type Client, type ClientOptions, type FlagShapes, type Logger } from '@halyard/node';
import { type EvaluationContext, type JsonValue, OpenFeatureEventEmitter, type Provider, type ProviderMetadata, type ResolutionDetails } from '@openfeature/server-sdk';
interface CommonOptions {
    /** How long `initialize` waits for something to serve, in milliseconds: 5,000 unless set. */
    readonly readyTimeoutMs?: number | undefined;
    /** Nothing is logged without one. */
    readonly logger?: Logger | undefined;
}
/** The options of `createClient`, for a client that begins and ends with the provider. */
export interface ProviderOptions extends ClientOptions, CommonOptions {
    readonly client?: undefined;
}
/** A client that the app made, shares and closes. */
export interface SharedClientOptions<Flags extends FlagShapes = AnyFlags> extends CommonOptions {
    readonly client: Client<Flags>;
}
/**
 * OpenFeature's provider over a Halyard client: every read is answered in this process.
 * @see docs/openfeature.md
 */
export declare class HalyardProvider<Flags extends FlagShapes = AnyFlags> implements Provider {
    #private;
    readonly metadata: ProviderMetadata;
    readonly runsOn = "server";
    readonly events: OpenFeatureEventEmitter;
    /** For what OpenFeature has no words for: `explain`, `all`, `status`. */
    readonly client: Client<Flags>;
    /** @throws ClientError `INVALID_OPTION` */
    constructor({ readyTimeoutMs, ...options }: ProviderOptions | SharedClientOptions<Flags>);
    initialize(): Promise<void>;
    /** Closes the client, unless the app shares it. */
    onClose(): Promise<void>;
    resolveBooleanEvaluation(flagKey: string, fallback: boolean, context: EvaluationContext): Promise<ResolutionDetails<boolean>>;
    resolveStringEvaluation(flagKey: string, fallback: string, context: EvaluationContext): Promise<ResolutionDetails<string>>;
    resolveNumberEvaluation(flagKey: string, fallback: number, context: EvaluationContext): Promise<ResolutionDetails<number>>;
    /** The object or array is shared and deeply frozen. */
    resolveObjectEvaluation<T extends JsonValue>(flagKey: string, fallback: T, context: EvaluationContext): Promise<ResolutionDetails<T>>;
    /** Halyard keeps no tracking events: says so to the logger once, and drops them. */
    track(name: string): void;
}
export {};
