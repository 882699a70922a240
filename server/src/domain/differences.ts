import { isDeepStrictEqual } from 'node:util'
import type { Preview } from '@halyard/admin-api'
import type { JsonValue } from '@halyard/evaluator'
import { escapeStep } from './limits.ts'
import { isObject } from './merge-patch.ts'

type Difference = Preview['changes'][number]

/**
 * Where two documents differ, with what stood and what stands there: down into objects, and into lists of as many
 * objects as before; other lists as a whole. Undefined is nothing.
 */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (isDeepStrictEqual(before, after)) return []
  const [from, to] = [partsOf(before), partsOf(after)]
  if (from === undefined || to === undefined || (Array.isArray(before) && from.size !== to.size)) {
    return [{ path, ...side('before', before), ...side('after', after) }]
  }
  const names = new Set([...from.keys(), ...to.keys()])
  return [...names].flatMap((name) => differences(from.get(name), to.get(name), `${path}/${escapeStep(name)}`))
}

/** A document's parts by name, unless it is told as a whole. */
function partsOf(document: unknown): ReadonlyMap<string, unknown> | undefined {
  if (!Array.isArray(document)) return isObject(document) ? new Map(Object.entries(document)) : undefined
  return document.every(isObject) ? new Map(Object.entries(document)) : undefined
}

function side(name: 'before' | 'after', value: unknown): Partial<Record<'before' | 'after', JsonValue>> {
  return value === undefined ? {} : { [name]: value as JsonValue }
}
