/**
 * The language in which messages are described: plain data that the parser walks, the documentation's tables are held
 * against, and the fingerprint hashes.
 * @see docs/protocol.md, "How messages are described"
 */
import type { JsonValue, Primitive } from '@halyard/evaluator'

/**
 * One value.
 * - `integer`: 0 … 2^53 − 1
 * - `hash`: 16 lower-case hex digits
 * - `id`: 1 … 128 of `A-Z a-z 0-9 . _ -`
 * - `primitive`: string, boolean or finite number
 * - `json`: any JSON value of finite numbers, at most {@link MAX_DEPTH} deep; handed on unchecked
 */
export type Scalar = 'boolean' | 'true' | 'integer' | 'string' | 'hash' | 'id' | 'primitive' | 'json'

/**
 * A scalar, a list of one shape, or an object. In an object, `name?` may be absent, `*` (last) stands for every key
 * that is not named, and `*?` for the same with null allowed in a value's place.
 */
export type Shape = Scalar | readonly [Shape] | { readonly [field: string]: Shape }

/** How deep a `json` value may nest. Twice what the server lets in, so that an SDK never refuses what was written. */
export const MAX_DEPTH = 64

/** The shapes that describe `T`: a description that has drifted from its interface does not compile. */
export type Describes<T> = [JsonValue] extends [T]
  ? 'json'
  : [T] extends [true]
    ? 'true'
    : [T] extends [boolean]
      ? 'boolean'
      : [T] extends [number]
        ? 'integer'
        : [T] extends [string]
          ? 'string' | 'hash' | 'id'
          : [T] extends [Primitive]
            ? 'primitive'
            : 'json' | DescribesNested<T>

type DescribesNested<T> = T extends readonly (infer Element)[] ? readonly [Describes<Element>] : DescribesObject<T>

type DescribesObject<T> = {
  readonly [Name in keyof T as FieldName<T, Name>]-?: [JsonValue] extends [T[Name]]
    ? 'json'
    : Describes<Exclude<T[Name], undefined | null>>
}

type FieldName<T, Name extends keyof T> = string extends Name
  ? [JsonValue] extends [T[Name]]
    ? '*'
    : null extends T[Name]
      ? '*?'
      : '*'
  : Name extends string
    ? Record<string, never> extends Pick<T, Name>
      ? `${Name}?`
      : Name
    : never
