/**
 * What `JSON.stringify` makes of plain data, in small pieces: a condition is told again with each that it is a part of,
 * which may come to megabytes.
 */
export function* jsonPieces(value: unknown): Generator<string, void, undefined> {
  if (isSmall(value)) {
    yield JSON.stringify(value) ?? 'null'
  } else if (Array.isArray(value)) {
    yield '['
    for (const [index, part] of value.entries()) {
      if (index > 0) yield ','
      yield* jsonPieces(part)
    }
    yield ']'
  } else {
    let separator = '{'
    for (const [key, part] of Object.entries(value as object)) {
      if (part === undefined) continue
      yield `${separator}${JSON.stringify(key)}:`
      yield* jsonPieces(part)
      separator = ','
    }
    yield separator === '{' ? '{}' : '}'
  }
}

/** Nothing is in it, or only what has nothing in it. */
function isSmall(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.values(value).every((part) => typeof part !== 'object')
}
