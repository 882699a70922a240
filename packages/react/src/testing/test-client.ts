import type { AnyFlags, ClientEvents, Evaluation, EvaluationContext, FlagShapes, Status } from '@halyard/browser'
import { createElement, type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { ClientProvider } from '../client-provider.ts'
import { staticClient } from '../static-client.ts'
import type { FlagClient } from '../types.ts'

const LIVE: Status = { ...staticClient({}).status(), state: 'live', epoch: 1, revision: 1, ageMs: 0, source: 'network' }

/** A client of given values: a key that has none reads as its fallback. */
export interface TestClient<Flags extends FlagShapes = AnyFlags> extends FlagClient<Flags> {
  /** Puts values over those there are; `undefined` takes one away. In a test with React, inside of `act`. */
  set(values: Partial<Flags>): void
  /** What `identify` was told last. */
  context(): EvaluationContext
}

/** Makes a client that needs no server, for tests and stories. */
export function createTestClient<Flags extends FlagShapes = AnyFlags>(values: Partial<Flags> = {}): TestClient<Flags> {
  const evaluations: Record<string, Evaluation> = {}
  const listeners = new Map<keyof ClientEvents, Set<(event: never) => void>>()
  const client = staticClient(evaluations)
  let status = LIVE
  let context: EvaluationContext = {}

  const take = (given: object): readonly string[] => {
    for (const [flagKey, value] of Object.entries(given)) {
      if (value === undefined) delete evaluations[flagKey]
      else evaluations[flagKey] = { flagKey, value, variant: 'test', reason: 'STATIC', flagMetadata: {} }
    }
    return Object.keys(given)
  }
  take(values)

  return {
    ...client,
    details(key: string, fallback: unknown) {
      const details = client.details(key, fallback)
      return details.errorCode === 'PROVIDER_NOT_READY' ? { ...details, errorCode: 'FLAG_NOT_FOUND' } : details
    },
    on(event: keyof ClientEvents, listener: (event: never) => void) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => void set.delete(listener)
    },
    status: () => status,
    context: () => context,
    identify(next: EvaluationContext) {
      context = next
    },
    set(given: Partial<Flags>) {
      const flags = take(given)
      const revision = (status.revision ?? 0) + 1
      status = { ...status, revision }
      for (const listener of listeners.get('change') ?? []) listener({ revision, flags } as never)
    },
  } as unknown as TestClient<Flags>
}

/** What {@link TestProvider} takes. */
export interface TestProviderProps<Flags extends FlagShapes = AnyFlags> {
  /** Values by key; those of a later render replace them. */
  readonly values?: Partial<Flags> | undefined
  readonly children?: ReactNode
}

/** A provider of given values. */
export function TestProvider<Flags extends FlagShapes = AnyFlags>({
  values = {},
  children,
}: TestProviderProps<Flags>): ReactElement {
  const [client] = useState(() => createTestClient<Flags>(values))
  const [given] = useState<{ last: object }>({ last: values })
  useEffect(() => {
    if (JSON.stringify(given.last) === JSON.stringify(values)) return
    const gone = Object.fromEntries(Object.keys(given.last).map((key) => [key, undefined]))
    given.last = values
    client.set({ ...gone, ...values } as Partial<Flags>)
  })
  return createElement(ClientProvider, { client }, children)
}
