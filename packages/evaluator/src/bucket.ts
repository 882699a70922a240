import { murmur3 } from './murmur3.ts'

/** How many buckets a split has: one is 0.001 %. */
export const BUCKETS = 100_000

/** The text that places a value on a split: strings and safe integers have one. */
export function placingText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : Number.isSafeInteger(value) ? String(value) : undefined
}

/** Salts are hashed, never used as seeds: splits with related raw seeds were measured to be dependent. */
export function seedOf(salt: string): number {
  return murmur3(salt, 0)
}

/**
 * Places an attribute's value on a split. Same inputs, same bucket, in every SDK, language and release: changing this
 * moves real users, so `vectors/` pins it.
 * @param salt - The flag's salt; its key unless set.
 * @param value - Hashed as UTF-8, a number by its decimal digits.
 * @returns An integer in `[0, 100_000)`; undefined for a number that is no safe integer.
 * @see docs/evaluation.md, "Bucket"
 */
export function bucketOf(salt: string, value: string | number): number | undefined {
  const text = placingText(value)
  return text === undefined ? undefined : murmur3(text, seedOf(salt)) % BUCKETS
}
