/** Values that a JSON Schema describes, and values that it does not. */
import { below, oneOf, type Random, some } from '../conformance/random.ts'

export type Schema = Readonly<Record<string, unknown>>

/** Texts that have hurt somebody before. */
const HOSTILE: readonly [string, ...string[]] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'a\r\nSet-Cookie: x=1',
  'nul\u0000',
  '\ud800',
  '<script>alert(1)</script>',
  "'; DROP TABLE flags; --",
  '../../etc/passwd',
  '%00',
  '😀',
  'é',
  '=1+1',
  'x'.repeat(300),
  'y'.repeat(11_000),
]

export class SchemaValues {
  readonly #random: Random
  readonly #components: Readonly<Record<string, Schema>>
  readonly #words: readonly [string, ...string[]]

  /** @param words - Names of things that are there, so that references often lead somewhere. */
  constructor(random: Random, components: Readonly<Record<string, Schema>>, words: readonly [string, ...string[]]) {
    this.#random = random
    this.#components = components
    this.#words = words
  }

  /** A value that fits, as far as a schema can say. */
  fitting(schema: Schema, depth = 0): unknown {
    const { $ref, enum: allowed, type } = schema
    if (typeof $ref === 'string') return this.fitting(this.#components[$ref.split('/').at(-1) ?? ''] ?? {}, depth + 1)
    if (Array.isArray(allowed)) return allowed[below(this.#random, allowed.length)]
    if (schema.const !== undefined) return schema.const
    const forms = schema.anyOf ?? schema.oneOf
    if (Array.isArray(forms)) return this.#oneForm(forms as Schema[], depth)
    if (Array.isArray(schema.prefixItems))
      return schema.prefixItems.map((item: Schema) => this.fitting(item, depth + 1))
    const one = Array.isArray(type) ? type[below(this.#random, type.length)] : type
    if (one === 'object') return this.#object(schema, depth)
    if (one === 'array') return this.#array(schema, depth)
    if (one === 'string') return this.#text(schema)
    if (one === 'integer' || one === 'number') return this.#number(schema)
    if (one === 'boolean') return below(this.#random, 2) === 0
    return one === 'null' ? null : this.anything(depth)
  }

  /** A value that fits, with something in it changed. */
  spoiled(schema: Schema): unknown {
    return this.#spoil(this.fitting(schema))
  }

  /** Any JSON, some of it hostile. */
  anything(depth = 0): unknown {
    const kind = below(this.#random, depth > 3 ? 5 : 7)
    if (kind === 0) return null
    if (kind === 1) return below(this.#random, 2) === 0
    if (kind === 2) return oneOf(this.#random, [0, -1, 1, 1.5, 1e15, -2_147_483_649, 100_000, 0.1])
    if (kind === 3) return oneOf(this.#random, this.#words)
    if (kind === 4) return oneOf(this.#random, HOSTILE)
    if (kind === 5) return some(this.#random, 3, () => this.anything(depth + 1))
    return Object.fromEntries(some(this.#random, 3, () => [oneOf(this.#random, this.#words), this.anything(depth + 1)]))
  }

  #oneForm(forms: readonly Schema[], depth: number): unknown {
    // Deep down the first form, which does not nest, so that this ends.
    const form = depth > 4 ? forms[0] : forms[below(this.#random, forms.length)]
    return this.fitting(form ?? {}, depth + 1)
  }

  #object(schema: Schema, depth: number): unknown {
    const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>
    const required = Array.isArray(schema.required) ? schema.required : []
    const named = Object.entries(properties)
      .filter(([name]) => required.includes(name) || below(this.#random, 3) === 0)
      .map(([name, property]) => [name, this.fitting(property, depth + 1)] as const)
    const { additionalProperties } = schema
    const others =
      typeof additionalProperties === 'object' && additionalProperties !== null
        ? some(this.#random, 3, () => [
            oneOf(this.#random, this.#words),
            this.fitting(additionalProperties as Schema, depth + 1),
          ])
        : []
    return Object.fromEntries([...others, ...named])
  }

  #array({ items = {} }: Schema, depth: number): unknown {
    return some(this.#random, depth > 4 ? 0 : 3, () => this.fitting(items as Schema, depth + 1))
  }

  #text({ format }: Schema): string {
    if (format === 'date-time') return new Date(1_700_000_000_000 + below(this.#random, 2 ** 31) * 100).toISOString()
    return below(this.#random, 12) === 0 ? oneOf(this.#random, HOSTILE) : oneOf(this.#random, this.#words)
  }

  #number({ minimum, maximum }: Schema): number {
    const least = typeof minimum === 'number' ? minimum : -5
    const most = typeof maximum === 'number' ? maximum : least + 200_000
    if (below(this.#random, 4) === 0) return oneOf(this.#random, [least, most, Math.min(most, 100_000)])
    return least + below(this.#random, Math.min(most - least, 2 ** 31) + 1)
  }

  #spoil(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || below(this.#random, 4) === 0) return this.anything()
    if (Array.isArray(value)) {
      if (value.length === 0) return [this.anything()]
      const at = below(this.#random, value.length)
      return value.map((item, index) => (index === at ? this.#spoil(item) : item))
    }
    const names = Object.keys(value)
    if (names.length === 0 || below(this.#random, 4) === 0) return { ...value, [this.#name()]: this.anything() }
    const at = names[below(this.#random, names.length)] ?? ''
    if (below(this.#random, 4) === 0) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== at))
    return { ...value, [at]: this.#spoil((value as Record<string, unknown>)[at]) }
  }

  #name(): string {
    return below(this.#random, 2) === 0 ? oneOf(this.#random, this.#words) : oneOf(this.#random, HOSTILE)
  }
}
