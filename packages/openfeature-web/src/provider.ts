import {
  type AnyFlags,
  type BrowserClient,
  type BrowserOptions,
  ClientError,
  createClient,
  type FlagShapes,
  type Logger,
} from '@halyard/browser'
import {
  type EvaluationContext,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  type ProviderMetadata,
  type ResolutionDetails,
} from '@openfeature/web-sdk'
import { halyardContext } from './context.ts'
import { Lifecycle } from './lifecycle.ts'
import { Outcomes } from './outcomes.ts'
import { resolve } from './resolution.ts'
import { isSame } from './same-context.ts'

interface CommonOptions {
  /** How long `initialize` waits for something to serve, in milliseconds: 5,000 unless set. */
  readonly readyTimeoutMs?: number | undefined
  /** Nothing is logged without one. */
  readonly logger?: Logger | undefined
}

/** The options of `createClient`, for a client that begins and ends with the provider. */
export interface ProviderOptions extends BrowserOptions, CommonOptions {
  readonly client?: undefined
}

/** A client that the app made, shares and closes. */
export interface SharedClientOptions<Flags extends FlagShapes = AnyFlags> extends CommonOptions {
  readonly client: BrowserClient<Flags>
}

/**
 * OpenFeature's provider over a Halyard client: every read is answered in the page, synchronously.
 * @see docs/openfeature.md
 */
export class HalyardProvider<Flags extends FlagShapes = AnyFlags> implements Provider {
  readonly metadata: ProviderMetadata = { name: 'Halyard' }
  readonly runsOn = 'client'
  readonly events: OpenFeatureEventEmitter = new OpenFeatureEventEmitter()
  /** For what OpenFeature has no words for: `explain`, `all`, `status`. */
  readonly client: BrowserClient<Flags>
  /** The same, to be asked for any key. */
  readonly #read: Pick<BrowserClient, 'details'>
  readonly #isShared: boolean
  readonly #readyTimeoutMs: number
  readonly #lifecycle: Lifecycle
  readonly #outcomes: Outcomes
  readonly #logger: Logger | undefined
  /** Who is looking while OpenFeature has an empty context: the client's own. */
  readonly #nobody: ReturnType<BrowserClient['context']>
  /** Vouches for one visitor, under a signed client id; to any other the server says no with it as without. */
  readonly #signature: string | undefined
  /** OpenFeature's context that the client has. */
  #context: EvaluationContext = {}
  #hasTracked = false

  /** @throws ClientError `INVALID_OPTION` */
  constructor({ readyTimeoutMs = 5000, ...options }: ProviderOptions | SharedClientOptions<Flags>) {
    if (!(readyTimeoutMs > 0)) {
      throw new ClientError('INVALID_OPTION', `\`readyTimeoutMs\` must be more than 0, got ${String(readyTimeoutMs)}`)
    }
    this.#isShared = options.client !== undefined
    this.client = options.client ?? createClient<Flags>(options)
    this.#read = this.client as Pick<BrowserClient<never>, 'details'> as Pick<BrowserClient, 'details'>
    this.#nobody = this.client.context()
    this.#signature = options.client === undefined ? options.signature : undefined
    this.#readyTimeoutMs = readyTimeoutMs
    this.#logger = options.logger
    this.#outcomes = new Outcomes(this.client)
    this.#lifecycle = new Lifecycle(
      this.client,
      (event, details) => this.events.emit(event, details),
      ({ flags }) => this.#outcomes.changed(flags),
    )
  }

  initialize(context: EvaluationContext = {}): Promise<void> {
    this.#identify(context)
    return this.#lifecycle.start(this.#readyTimeoutMs)
  }

  /**
   * Reads are the new context's at once; the last call wins. There is something to wait for only while there is nothing
   * to serve, and only then a promise, which OpenFeature shows as `RECONCILING`.
   */
  onContextChange(_before: EvaluationContext, context: EvaluationContext): Promise<void> | void {
    this.#lifecycle.pause()
    this.#identify(context)
    if (this.client.status().source === undefined) return this.#lifecycle.start(this.#readyTimeoutMs, 'error')
    this.#lifecycle.expect('ready')
  }

  /** Closes the client, unless the app shares it. */
  async onClose(): Promise<void> {
    this.#lifecycle.stop()
    if (!this.#isShared) await this.client.close()
  }

  resolveBooleanEvaluation(flagKey: string, fallback: boolean, context: EvaluationContext): ResolutionDetails<boolean> {
    return this.#resolve('boolean', flagKey, fallback, context)
  }

  resolveStringEvaluation(flagKey: string, fallback: string, context: EvaluationContext): ResolutionDetails<string> {
    return this.#resolve('string', flagKey, fallback, context)
  }

  resolveNumberEvaluation(flagKey: string, fallback: number, context: EvaluationContext): ResolutionDetails<number> {
    return this.#resolve('number', flagKey, fallback, context)
  }

  /** The object or array is shared and deeply frozen. */
  resolveObjectEvaluation<T extends JsonValue>(
    flagKey: string,
    fallback: T,
    context: EvaluationContext,
  ): ResolutionDetails<T> {
    return this.#resolve('object', flagKey, fallback, context)
  }

  /** Halyard keeps no tracking events: says so to the logger once, and drops them. */
  track(name: string): void {
    if (this.#hasTracked) return
    this.#hasTracked = true
    this.#logger?.warn?.('Halyard keeps no tracking events: this one and all others are dropped', { name })
  }

  #resolve<T extends JsonValue>(
    type: Parameters<typeof resolve>[0],
    flagKey: string,
    fallback: T,
    context: EvaluationContext,
  ): ResolutionDetails<T> {
    // Of a domain with a context of its own: the client knows one context at a time.
    if (!isSame(context, this.#context)) {
      this.#outcomes.mix()
      this.#identify(context)
    }
    return resolve(type, fallback, (given) => this.#read.details(flagKey, given))
  }

  #identify(context: EvaluationContext): void {
    if (isSame(context, this.#context)) return
    this.#context = context
    this.client.identify(isSame(context, {}) ? this.#nobody : halyardContext(context), this.#signature)
    this.#outcomes.renew()
  }
}
