import type { AnyFlags, BrowserClient, Details, FlagShapes, JsonValue } from '@halyard/browser'

/** What may be given as a flag's fallback: of a typed key its type, of others whatever a flag can be. */
export type Fallback<Flags extends FlagShapes, K> = string extends keyof Flags
  ? JsonValue | object
  : K extends keyof Flags
    ? Flags[K]
    : never

/** What a read gives for a fallback of type `T`: the flag's type; where nobody has typed it, `T`'s. */
export type Value<Flags extends FlagShapes, K, T> = string extends keyof Flags
  ? T extends boolean
    ? boolean
    : T extends string
      ? string
      : T extends number
        ? number
        : T
  : K extends keyof Flags
    ? Flags[K]
    : never

/** The part of a client that the binding uses: any that has it fits. */
export type FlagClient<Flags extends FlagShapes = AnyFlags> = Pick<
  BrowserClient<Flags>,
  'boolean' | 'string' | 'number' | 'object' | 'details' | 'on' | 'status' | 'identify'
>

/** Such a client, whatever types its flags have: what a provider takes. */
export type GivenClient = { readonly [name in keyof FlagClient]: (...given: never) => unknown }

/** The same, to be asked for any key. */
export type AnyClient = Omit<FlagClient, 'details'> & {
  details(key: string, fallback: unknown): Details<unknown>
}

/** Evaluations by key, as a client's `all()` has them, before or after a way through JSON. */
export type Evaluations = ReturnType<BrowserClient['all']>
