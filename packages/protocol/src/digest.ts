/**
 * The checksum of a ruleset's state: two sums modulo 2^32 over its live items, so that adding or removing one item
 * costs the same whatever the ruleset's size, and order plays no part.
 * @see docs/protocol.md, "Hash and digest"
 */
import { type ItemHead, murmur3 } from '@halyard/evaluator'

/** The digest of nothing. */
export const EMPTY_DIGEST = '0000000000000000'

/**
 * @param digest - 16 lower-case hex digits.
 * @param times - How often: -1 takes out what was counted in.
 * @returns the digest with the item counted in.
 */
export function addToDigest(digest: string, kind: string, key: string, hash: string, times: 1 | -1 = 1): string {
  const text = `${kind}\0${key}\0${hash}`
  const sum = (seed: 0 | 1): string => {
    const current = Number.parseInt(digest.slice(seed * 8, seed * 8 + 8), 16)
    return ((current + times * murmur3(text, seed)) >>> 0).toString(16).padStart(8, '0')
  }
  return sum(0) + sum(1)
}

/** @param digest - One that the item was added to. @returns the digest without it. */
export function removeFromDigest(digest: string, kind: string, key: string, hash: string): string {
  return addToDigest(digest, kind, key, hash, -1)
}

/** The digest of whole items by kind and key, kinds that this version does not know included. */
export function digestOf(items: Readonly<Record<string, Readonly<Record<string, ItemHead>>>>): string {
  let digest = EMPTY_DIGEST
  for (const [kind, byKey] of Object.entries(items))
    for (const [key, { hash }] of Object.entries(byKey)) digest = addToDigest(digest, kind, key, hash)
  return digest
}
