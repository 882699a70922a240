import { told } from '@halyard/admin-api'
import type { WriteLimits } from '@halyard/protocol'
import type { Problem } from './decision.ts'

export type Limits = WriteLimits

/** The strings in a document that are longer than a string may be. The document's depth was limited before. */
export function longStrings(value: unknown, limits: Limits, path = ''): readonly Problem[] {
  if (typeof value === 'string') {
    const isLong = value.length * 3 > limits.stringBytes && Buffer.byteLength(value) > limits.stringBytes
    return isLong ? [{ path, ...told(value), expected: `at most ${limits.stringBytes} bytes` }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => longStrings(member, limits, `${path}/${escapeStep(name)}`))
}

/** One step of a JSON Pointer. */
export function escapeStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
