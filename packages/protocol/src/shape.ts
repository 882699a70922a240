/**
 * The language in which messages are described: plain data that the parser walks, the documentation's tables are held
 * against, and the fingerprint hashes.
 * @see docs/protocol.md, "How messages are described"
 */
import type { JsonValue, Primitive } from '@halyard/evaluator'

/**
 * One value.
 * - `integer`: 0 … 10^15 − 1, which every number format holds exactly
 * - `hash`: 16 lower-case hex digits
 * - `id`: 1 … 128 of `A-Z a-z 0-9 . _ -`
 * - `primitive`: string, boolean or number
 * - `json`: any JSON value
 */
export type Scalar = 'boolean' | 'true' | 'integer' | 'string' | 'hash' | 'id' | 'primitive' | 'json'

/** What the type and text of each look like, one after the other: `number7`, `stringpro`, `object` (null too). */
export const SCALARS: Readonly<Record<Scalar, RegExp>> = {
  boolean: /^b/,
  true: /^booleant/,
  integer: /^number\d{1,15}$/,
  string: /^s/,
  hash: /^string[\da-f]{16}$/,
  id: /^string[\w.-]{1,128}$/,
  primitive: /^[bns]/,
  json: /^[bnso]/,
}

/**
 * The fields of items that no parser looks into, so that what one flag asks for never costs the message that carries
 * another flag's kill. Compiling judges them, item by item.
 * @see docs/protocol.md, "A kill survives version skew"
 */
export type LogicField =
  | 'requires'
  | 'prerequisites'
  | 'targets'
  | 'rules'
  | 'fallthrough'
  | 'included'
  | 'excluded'
  | 'if'

/**
 * A scalar, a list of one shape, or an object. In an object, `name?` may be absent; `*` stands for every key, described
 * or not, and `*?` for the same with null allowed in a value's place.
 */
export type Shape = Scalar | readonly [Shape] | { readonly [field: string]: Shape }

/**
 * The shapes that describe `T`, logic apart: a description that has drifted from its interface does not compile.
 */
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
  readonly [Name in keyof T as Name extends LogicField ? never : FieldName<T, Name>]-?: [JsonValue] extends [T[Name]]
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
