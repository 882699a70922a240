/** Whether a flag's own fields hold together. What its configurations say is `configuration-check.ts`'s. */
import { KEY_EXPECTED, KEY_PATTERN, told } from '@halyard/admin-api'
import type { FlagType, JsonValue } from '@halyard/evaluator'
import { murmur3 } from '@halyard/evaluator'
import type { Problem } from './decision.ts'
import type { Flag } from './documents.ts'
import type { Limits } from './limits.ts'
import { escapeStep, longStrings } from './limits.ts'

const MAX_VARIANTS = 256
const MAX_METADATA = 64

/** @returns everything that is wrong, as pointers into the flag's document. */
export function flagProblems(flag: Flag, limits: Limits): readonly Problem[] {
  return [...variantProblems(flag), ...metadataProblems(flag), ...longStrings(flag, limits)]
}

function variantProblems({ type, variants }: Flag): readonly Problem[] {
  const names = Object.keys(variants)
  if (names.length === 0) return [{ path: '/variants', expected: 'at least one variant' }]
  if (names.length > MAX_VARIANTS) {
    return [{ path: '/variants', message: `${names.length} variants`, expected: `at most ${MAX_VARIANTS} variants` }]
  }
  return names.flatMap((name) => variantProblem(type, name, variants[name]))
}

function variantProblem(type: FlagType, name: string, value: JsonValue | undefined): readonly Problem[] {
  const path = `/variants/${escapeStep(name)}`
  if (!KEY_PATTERN.test(name)) return [{ path, ...told(name), expected: `a name of ${KEY_EXPECTED}` }]
  if (value !== undefined && isOfType(type, value)) return []
  const hint = typeof value === 'string' ? hintFor(type, value) : undefined
  return [{ path, ...told(value), expected: `a value of the flag's type: ${type}`, suggestion: hint }]
}

function isOfType(type: FlagType, value: JsonValue): boolean {
  return type === 'object' ? typeof value === 'object' && value !== null : typeof value === type
}

/** `"true"` was meant as `true`. */
function hintFor(type: FlagType, value: string): string | undefined {
  if (type === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase()
  if (type === 'number' && value.trim() !== '' && Number.isFinite(Number(value))) return String(Number(value))
  return undefined
}

function metadataProblems({ metadata }: Flag): readonly Problem[] {
  const count = Object.keys(metadata).length
  if (count <= MAX_METADATA) return []
  return [{ path: '/metadata', message: `${count} entries`, expected: `at most ${MAX_METADATA} entries` }]
}

/** The text that places this flag's contexts. */
export function saltOf(flag: Pick<Flag, 'key' | 'salt'>): string {
  return flag.salt ?? flag.key
}

/** Another flag whose salt differs and all the same hashes to the same seed: their cohorts would be one. */
export function seedTwin(flag: Pick<Flag, 'key' | 'salt'>, flags: Iterable<Flag>): Flag | undefined {
  const salt = saltOf(flag)
  const seed = murmur3(salt, 0)
  for (const other of flags) {
    if (other.key !== flag.key && saltOf(other) !== salt && murmur3(saltOf(other), 0) === seed) return other
  }
  return undefined
}
