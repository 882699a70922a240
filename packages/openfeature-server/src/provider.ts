import {
  type AnyFlags,
  type Client,
  ClientError,
  type ClientOptions,
  createClient,
  type FlagShapes,
  type Logger,
} from '@halyard/node'
import {
  type EvaluationContext,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  type ProviderMetadata,
  type ResolutionDetails,
} from '@openfeature/server-sdk'
import { halyardContext } from './context.ts'
import { Lifecycle } from './lifecycle.ts'
import { resolve } from './resolution.ts'

interface CommonOptions {
  /** How long `initialize` waits for something to serve, in milliseconds: 5,000 unless set. */
  readonly readyTimeoutMs?: number | undefined
  /** Nothing is logged without one. */
  readonly logger?: Logger | undefined
}

/** The options of `createClient`, for a client that begins and ends with the provider. */
export interface ProviderOptions extends ClientOptions, CommonOptions {
  readonly client?: undefined
}

/** A client that the app made, shares and closes. */
export interface SharedClientOptions<Flags extends FlagShapes = AnyFlags> extends CommonOptions {
  readonly client: Client<Flags>
}

/**
 * OpenFeature's provider over a Halyard client: every read is answered in this process.
 * @see docs/openfeature.md
 */
export class HalyardProvider<Flags extends FlagShapes = AnyFlags> implements Provider {
  readonly metadata: ProviderMetadata = { name: 'Halyard' }
  readonly runsOn = 'server'
  readonly events: OpenFeatureEventEmitter = new OpenFeatureEventEmitter()
  /** For what OpenFeature has no words for: `explain`, `all`, `status`. */
  readonly client: Client<Flags>
  /** The same, to be asked for any key. */
  readonly #read: Pick<Client, 'details'>
  readonly #isShared: boolean
  readonly #readyTimeoutMs: number
  readonly #lifecycle: Lifecycle
  readonly #logger: Logger | undefined
  #hasTracked = false

  /** @throws ClientError `INVALID_OPTION` */
  constructor({ readyTimeoutMs = 5000, ...options }: ProviderOptions | SharedClientOptions<Flags>) {
    if (!(readyTimeoutMs > 0)) {
      throw new ClientError('INVALID_OPTION', `\`readyTimeoutMs\` must be more than 0, got ${String(readyTimeoutMs)}`)
    }
    this.#isShared = options.client !== undefined
    this.client = options.client ?? createClient<Flags>(options)
    this.#read = this.client as Pick<Client<never>, 'details'> as Pick<Client, 'details'>
    this.#readyTimeoutMs = readyTimeoutMs
    this.#logger = options.logger
    this.#lifecycle = new Lifecycle(
      this.client,
      (event, details) => this.events.emit(event, details),
      // A changed segment has no flags of its own, and may be any flag's.
      ({ flags }) => (flags.length === 0 ? undefined : flags),
    )
  }

  initialize(): Promise<void> {
    return this.#lifecycle.start(this.#readyTimeoutMs)
  }

  /** Closes the client, unless the app shares it. */
  async onClose(): Promise<void> {
    this.#lifecycle.stop()
    if (!this.#isShared) await this.client.close()
  }

  resolveBooleanEvaluation(
    flagKey: string,
    fallback: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#resolve('boolean', flagKey, fallback, context)
  }

  resolveStringEvaluation(
    flagKey: string,
    fallback: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#resolve('string', flagKey, fallback, context)
  }

  resolveNumberEvaluation(
    flagKey: string,
    fallback: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#resolve('number', flagKey, fallback, context)
  }

  /** The object or array is shared and deeply frozen. */
  resolveObjectEvaluation<T extends JsonValue>(
    flagKey: string,
    fallback: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.#resolve('object', flagKey, fallback, context)
  }

  /** Halyard keeps no tracking events: says so to the logger once, and drops them. */
  track(name: string): void {
    if (this.#hasTracked) return
    this.#hasTracked = true
    this.#logger?.warn?.('Halyard keeps no tracking events: this one and all others are dropped', { name })
  }

  async #resolve<T extends JsonValue>(
    type: Parameters<typeof resolve>[0],
    flagKey: string,
    fallback: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return resolve(type, fallback, (given) => this.#read.details(flagKey, given, halyardContext(context)))
  }
}
