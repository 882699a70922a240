import { escapeStep } from './limits.ts'

/** What every write changes and nobody edits. */
const BOOKKEEPING = new Set(['/version', '/revision', '/updatedAt'])

/** JSON Pointers to where two documents differ: down into objects, arrays as a whole. */
export function changedPaths(before: unknown, after: unknown, path = ''): readonly string[] {
  if (BOOKKEEPING.has(path) || Object.is(before, after)) return []
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [path]
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => changedPaths(own(before, name), own(after, name), `${path}/${escapeStep(name)}`))
}

function own(object: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
