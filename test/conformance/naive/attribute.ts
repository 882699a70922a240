/** Reads a context by a path. Absent and null are both undefined. @see docs/evaluation.md, "Attributes" */
export function attribute(context: unknown, path: string): unknown {
  let value = context
  for (const name of names(path)) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value ?? undefined
}

function names(path: string): string[] {
  if (!path.startsWith('/')) return path.split('.')
  const escaped = path.slice(1).split('/')
  return escaped.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** A JSON object: arrays and null are none. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text that lists compare; undefined for what has none. @see docs/evaluation.md, "Operators" */
export function canonicalText(value: unknown): string | undefined {
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? String(value) : undefined
}
