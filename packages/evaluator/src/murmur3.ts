const C1 = 0xcc9e2d51
const C2 = 0x1b873593

/**
 * MurmurHash3 x86 32-bit of a text's UTF-8 bytes, without making those bytes: nothing is allocated.
 * @param text - Nothing is normalised; a lone surrogate hashes as U+FFFD.
 * @param seed - Any unsigned 32-bit integer.
 * @returns An unsigned 32-bit integer.
 * @see docs/evaluation.md, "Bucket"
 */
export function murmur3(text: string, seed: number): number {
  let hash = seed
  let word = 0
  let bytes = 0
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index)
    // The character's UTF-8 bytes, first byte lowest, and how many they are.
    let packed = code
    let size = 1
    if (code > 0x7f) {
      if (code < 0x800) {
        packed = 0xc0 | (code >> 6) | ((0x80 | (code & 63)) << 8)
        size = 2
      } else {
        if ((code & 0xf800) === 0xd800) {
          // NaN past the end fails the test as any other code unit does.
          const low = code < 0xdc00 ? text.charCodeAt(index + 1) : 0
          if ((low & 0xfc00) === 0xdc00) {
            code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff)
            index++
          } else code = 0xfffd
        }
        packed =
          code < 0x10000
            ? 0xe0 | (code >> 12) | ((0x80 | ((code >> 6) & 63)) << 8) | ((0x80 | (code & 63)) << 16)
            : 0xf0 |
              (code >> 18) |
              ((0x80 | ((code >> 12) & 63)) << 8) |
              ((0x80 | ((code >> 6) & 63)) << 16) |
              ((0x80 | (code & 63)) << 24)
        size = code < 0x10000 ? 3 : 4
      }
    }
    const shift = (bytes & 3) * 8
    word |= packed << shift
    bytes += size
    if (shift + size * 8 >= 32) {
      hash ^= scramble(word)
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
      // A shift by 32 would be a shift by none: an aligned word leaves nothing over.
      word = shift === 0 ? 0 : packed >>> (32 - shift)
    }
  }
  hash ^= scramble(word) ^ bytes
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scramble(word: number): number {
  const product = Math.imul(word, C1)
  return Math.imul((product << 15) | (product >>> 17), C2)
}
