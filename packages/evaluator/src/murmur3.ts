/**
 * MurmurHash3 x86 32-bit of a text's UTF-8 bytes, without making those bytes: nothing is allocated.
 * @param text - Nothing is normalised; a lone surrogate hashes as U+FFFD.
 * @param seed - Any 32-bit integer.
 * @returns An unsigned 32-bit integer.
 * @see docs/evaluation.md, "Bucket"
 */
export function murmur3(text: string, seed: number): number {
  return signedMurmur3(text, seed) >>> 0
}

/** The words of texts that were hashed: under another seed none is taken apart again. */
export type Taken = Map<string, number[]>

/** Signed, as engines may box what is larger. */
export function signedMurmur3(text: string, seed: number, taken?: Taken): number {
  const words: number[] | undefined = taken && (taken.get(text) ?? [])
  let hash = seed | 0
  let index = 0
  let seen = 0
  if (words) {
    for (const word of words) hash = mix(hash, word)
    index = words.length * 4
  }
  for (; index + 4 <= text.length; index += 4) {
    const a = text.charCodeAt(index)
    const b = text.charCodeAt(index + 1)
    const c = text.charCodeAt(index + 2)
    const d = text.charCodeAt(index + 3)
    const word = scramble(a | (b << 8) | (c << 16) | (d << 24))
    seen |= a | b | c | d
    words?.push(word)
    hash = mix(hash, word)
  }
  // Asked once and not for every word: most keys are ASCII, and of the others this was not the hash.
  if (seen > 0x7f) return finish(text, 0, seed)
  if (words) taken?.set(text, words)
  return finish(text, index, hash)
}

/** Goes on from whole words: hashes the characters that are left. */
function finish(text: string, from: number, state: number): number {
  let hash = state
  let index = from
  let bytes = from
  let word = 0
  while (index < text.length) {
    let code = text.codePointAt(index) ?? 0
    index += code > 0xffff ? 2 : 1
    if (code >> 11 === 0x1b) code = 0xfffd
    // How many bytes follow the first one, which says so in its leading bits.
    let left = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
    let byte = left === 0 ? code : ((0xff00 >> (left + 1)) & 0xff) | (code >> (left * 6))
    for (; left >= 0; byte = 0x80 | ((code >> (left * 6)) & 0x3f)) {
      word |= byte << ((bytes & 3) * 8)
      bytes++
      left--
      if ((bytes & 3) === 0) {
        hash = mix(hash, scramble(word))
        word = 0
      }
    }
  }
  hash ^= scramble(word) ^ bytes
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function mix(hash: number, word: number): number {
  const mixed = hash ^ word
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function scramble(word: number): number {
  const product = Math.imul(word, 0xcc9e2d51)
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593)
}
