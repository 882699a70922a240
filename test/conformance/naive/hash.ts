import murmurhash from 'murmurhash'

/** murmur3_x86_32 of the text's UTF-8 bytes, by the package that all expected values rest on. */
export function hash(text: string, seed: number): number {
  return murmurhash.v3(new TextEncoder().encode(text), seed)
}

/** The text that a value is placed by; undefined where it can't be placed. @see docs/evaluation.md, "Placing" */
function placeableText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : undefined
}

/** @see docs/evaluation.md, "Bucket" */
export function bucket(salt: string, value: unknown): number | undefined {
  const text = placeableText(value)
  return text === undefined ? undefined : hash(text, hash(salt, 0)) % 100_000
}

/** @see docs/evaluation.md, "Hashed lists" */
export function hashedMember(hashSalt: string, text: string): string {
  const half = (salted: number) => hash(text, hash(hashSalt, salted)).toString(16).padStart(8, '0')
  return half(0) + half(1)
}
