/** What differs between OpenFeature's two SDKs, and between our two providers, where scenarios are concerned. */
import { HalyardProvider as ServerProvider } from '@halyard/openfeature-server'
import { HalyardProvider as WebProvider } from '@halyard/openfeature-web'
import * as server from '@openfeature/server-sdk'
import * as web from '@openfeature/web-sdk'

export type Values = Record<string, unknown>
export type Type = 'Boolean' | 'String' | 'Number' | 'Object'

export interface Details {
  readonly flagKey: string
  readonly value: unknown
  readonly variant?: string
  readonly reason?: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly flagMetadata: Values
}

/** The parts of OpenFeature's hooks that scenarios look at. */
export interface AnyHook {
  before?(context: unknown): Values | undefined
  after?(context: unknown, details: Details): void
  error?(context: unknown, error: unknown): void
  finally?(context: unknown, details: Details): void
}

export interface ProviderGiven {
  readonly url: string
  readonly credential: string
  readonly bootstrap?: unknown
  readonly readyTimeoutMs: number
  /** Told of the context that reaches the Halyard client with each read. */
  readonly onRead: (context: Values) => void
  /** Told of each event that reaches the provider. */
  readonly onTrack: (name: string) => void
}

/** One client of OpenFeature, in a domain of its own. */
export interface Side {
  provide(given: ProviderGiven): Promise<unknown>
  status(): string
  on(event: string, handler: (details: unknown) => void): void
  addHook(hook: AnyHook): void
  track(name: string): void
  /** @param levels - Context by the level that it is added to. */
  evaluate(type: Type, key: string, fallback: unknown, levels: Levels, hooks?: readonly AnyHook[]): Promise<Details>
}

export type Levels = Readonly<Partial<Record<'API' | 'Transaction' | 'Client' | 'Invocation', Values>>>

/** Both give up fast, so that a server that is gone is noticed soon. */
const common = ({ url, bootstrap, readyTimeoutMs, onRead }: ProviderGiven): object => ({
  url,
  readyTimeoutMs,
  telemetryIntervalMs: 0,
  pollIntervalMs: 100,
  backoff: { baseMs: 50, maxMs: 200, fallbackMs: 200, refusedMs: 400 },
  ...(bootstrap !== undefined && { bootstrap }),
  hooks: [{ before: ({ context }: { context: Values }) => onRead(context) }],
})

/** The provider, and what it is told to track. */
function listening<P extends ServerProvider | WebProvider>(provider: P, { onTrack }: ProviderGiven): P {
  const track = provider.track.bind(provider) as (...given: readonly unknown[]) => void
  return Object.assign(provider, {
    track(name: string, ...more: readonly unknown[]) {
      onTrack(name)
      track(name, ...more)
    },
  })
}

type Reader = Record<`get${Type}Details`, (...given: unknown[]) => Details | Promise<Details>>

export function serverSide(domain: string): Side {
  const client = server.OpenFeature.getClient(domain)
  const transactions = new server.AsyncLocalStorageTransactionContextPropagator()
  server.OpenFeature.setTransactionContextPropagator(transactions)
  return {
    provide: (given) =>
      server.OpenFeature.setProviderAndWait(
        domain,
        listening(new ServerProvider({ ...common(given), sdkKey: given.credential } as never), given),
      ),
    status: () => client.providerStatus,
    on: (event, handler) => client.addHandler(event as server.ProviderEvents, handler),
    addHook: (hook) => void client.addHooks(hook as server.Hook),
    track: (name) => client.track(name),
    evaluate(type, key, fallback, levels, hooks = []) {
      server.OpenFeature.setContext((levels.API ?? {}) as server.EvaluationContext)
      client.setContext((levels.Client ?? {}) as server.EvaluationContext)
      return new Promise((resolve, reject) => {
        const read = (client as unknown as Reader)[`get${type}Details`].bind(client)
        transactions.setTransactionContext((levels.Transaction ?? {}) as server.EvaluationContext, () => {
          Promise.resolve(read(key, fallback, levels.Invocation ?? {}, { hooks })).then(resolve, reject)
        })
      })
    },
  }
}

/** In a page there is one context, the application's: a scenario's invocation context is set there first. */
export function webSide(domain: string): Side {
  const client = web.OpenFeature.getClient(domain)
  let hasContext = false
  return {
    provide: (given) =>
      web.OpenFeature.setProviderAndWait(
        domain,
        listening(new WebProvider({ ...common(given), clientId: given.credential, storage: null } as never), given),
      ),
    status: () => client.providerStatus,
    on: (event, handler) => client.addHandler(event as web.ProviderEvents, handler),
    addHook: (hook) => void client.addHooks(hook as web.Hook),
    track: (name) => client.track(name),
    async evaluate(type, key, fallback, levels, hooks = []) {
      const context = { ...levels.API, ...levels.Invocation }
      // Not awaited where there is nothing to serve: that would take until there is.
      if (hasContext || Object.keys(context).length > 0)
        void web.OpenFeature.setContext(domain, context as web.EvaluationContext)
      hasContext = true
      return (client as unknown as Reader)[`get${type}Details`].bind(client)(key, fallback, { hooks })
    },
  }
}

export async function clear(): Promise<void> {
  server.OpenFeature.setContext({})
  await server.OpenFeature.clearProviders()
  await web.OpenFeature.clearProviders()
}
