import { murmur3 } from './murmur3.ts'

/**
 * How `in`, targets and lists see a value: strings as they are, numbers as `String(n)`, booleans as `true` or `false`.
 * @returns undefined for anything else, numbers that are not finite included.
 * @see docs/evaluation.md, "Operators"
 */
export function canonicalText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'boolean' || Number.isFinite(value) ? String(value) : undefined
}

/**
 * A member of a list as clients get to see it: two murmur3 of its text, whose seeds derive from the environment's
 * `hashSalt`. Hides a list from a reader, not from someone who guesses a member.
 * @param text - Canonical text, lower-cased where the comparison ignores case.
 * @returns 16 lower-case hex digits.
 * @see docs/protocol.md, "Two audiences"
 */
export function hashedMember(hashSalt: string, text: string): string {
  return memberHash(memberSeeds(hashSalt), text)
}

/** What is the same for all members. */
export function memberSeeds(hashSalt: string): readonly number[] {
  return [murmur3(hashSalt, 0), murmur3(hashSalt, 1)]
}

/** @see hashedMember */
export function memberHash(seeds: readonly number[], text: string): string {
  return seeds.map((seed) => murmur3(text, seed).toString(16).padStart(8, '0')).join('')
}
