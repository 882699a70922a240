import type { AnyFlags, Details, FlagShapes, Status } from '@halyard/browser'
import { useContext, useMemo, useSyncExternalStore } from 'react'
import { StoreContext } from './client-provider.ts'
import type { Store } from './store.ts'
import type { AnyClient, Fallback, FlagClient, Value } from './types.ts'

/** The hooks for an app whose flags have these types. */
export interface Hooks<Flags extends FlagShapes> {
  /** As {@link useFlag}: the value, or `fallback` whenever that does not apply. */
  useFlag<K extends keyof Flags & string, T extends Fallback<Flags, K>>(key: K, fallback: T): Value<Flags, K, T>
  /** As {@link useFlagDetails}: value, variant, reason and metadata. */
  useFlagDetails<K extends keyof Flags & string, T extends Fallback<Flags, K>>(
    key: K,
    fallback: T,
  ): Details<Value<Flags, K, T>>
  /** As {@link useStatus}: how the client is connected. */
  useStatus(): Status
  /** As {@link useClient}: the client itself, for what is not rendering. */
  useClient(): FlagClient<Flags>
}

/**
 * The flag's value, or `fallback` whenever that does not apply. Renders again when the value differs, and only then.
 * Objects and arrays are frozen, and the same until their content differs. Never throws below a provider.
 */
export function useFlag<K extends string, T extends Fallback<AnyFlags, K>>(key: K, fallback: T): Value<AnyFlags, K, T> {
  return useSnapshot((store, client) => {
    const { value = fallback } = store.read(client, key, fallback)
    return value as Value<AnyFlags, K, T>
  })
}

/** Value, variant, reason and metadata. Renders again when any of them differs. */
export function useFlagDetails<K extends string, T extends Fallback<AnyFlags, K>>(
  key: K,
  fallback: T,
): Details<Value<AnyFlags, K, T>> {
  const details = useSnapshot((store, client) => store.read(client, key, fallback))
  return useMemo(
    () => (details.value === undefined ? { ...details, value: fallback } : details) as Details<Value<AnyFlags, K, T>>,
    [details, fallback],
  )
}

/** How the client is connected. Renders again when anything but `ageMs` differs. */
export function useStatus(): Status {
  return useSnapshot((store, client) => store.status(client))
}

/**
 * The client itself, for what is not rendering: `on`, a read in an event handler, `identify` after a login (which the
 * components then follow).
 */
export function useClient(): FlagClient {
  return useSnapshot((store, client) => store.face(client)) as unknown as FlagClient
}

/**
 * The same hooks, with the types of your flags: `createHooks<{ 'new-checkout': boolean }>()`. Then the
 * compiler knows every key and value.
 */
export function createHooks<Flags extends FlagShapes>(): Hooks<Flags> {
  return { useFlag, useFlagDetails, useStatus, useClient } as unknown as Hooks<Flags>
}

/** While a page hydrates React asks for the server's snapshot; what differs from it renders right after. */
function useSnapshot<T>(snapshot: (store: Store, client: AnyClient) => T): T {
  const store = useContext(StoreContext)
  if (!store) throw new Error('no <HalyardProvider> above')
  return useSyncExternalStore(
    store.subscribe,
    () => snapshot(store, store.client()),
    () => snapshot(store, store.server),
  )
}
