import type { FlagResource } from '@halyard/admin-api'
import { inSource } from '../terminal/printable.ts'

type Json = FlagResource['variants'][string]
type JsonObject = { readonly [name: string]: Json }

/** The TypeScript type of a flag's values: text by text, since code branches on it; numbers and objects by their form. */
export function typeOfFlag({ type, variants }: Pick<FlagResource, 'type' | 'variants'>): string {
  const values = Object.values(variants)
  if (type === 'boolean' || type === 'number') return type
  if (type === 'string') return union(values.map((value) => literal(value)))
  return shapeOf(values)
}

const union = (types: readonly string[]): string => [...new Set(types)].toSorted(byCodeUnit).join(' | ') || 'never'

/** What cannot be seen, or turns what can around, stands there as an escape: the source says what it looks like. */
export function literal(value: Json): string {
  return inSource(JSON.stringify(value))
}

/** By code unit: the same on every machine, whatever its language. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One type that all of these values have. */
function shapeOf(values: readonly Json[]): string {
  const objects = values.filter(isObject)
  const arrays = values.filter((value) => Array.isArray(value)) as (readonly Json[])[]
  const rest = values.filter((value) => value === null || typeof value !== 'object')
  return union([
    ...rest.map((value) => (value === null ? 'null' : typeof value)),
    ...(objects.length > 0 ? [objectOf(objects)] : []),
    ...(arrays.length > 0 ? [arrayOf(arrays.flat())] : []),
  ])
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function arrayOf(elements: readonly Json[]): string {
  // Nothing is known of the elements of an array that was always empty.
  return `ReadonlyArray<${elements.length === 0 ? 'unknown' : shapeOf(elements)}>`
}

/** What some lack is optional. */
function objectOf(objects: readonly JsonObject[]): string {
  const names = [...new Set(objects.flatMap((one) => Object.keys(one)))].toSorted(byCodeUnit)
  const fields = names.map((name) => {
    const having = objects.filter((one) => Object.hasOwn(one, name))
    const values = having.map((one) => one[name] as Json)
    return `readonly ${literal(name)}${having.length < objects.length ? '?' : ''}: ${shapeOf(values)}`
  })
  return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`
}
