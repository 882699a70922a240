/** Reads one attribute of a context; undefined when it is absent or cannot be read. Never throws. */
export interface Attribute {
  of(context: unknown): unknown
}

/**
 * Compiles an attribute's path: `plan`; `organization.key` into an object; `/a.b/c`, a JSON Pointer, where a name holds
 * a dot. Own properties only, never into arrays; what throws when it is read counts as absent.
 * @see docs/evaluation.md, "Attributes"
 */
export function compileAttribute(path: string): Attribute {
  const names = path.startsWith('/')
    ? path
        .slice(1)
        .split('/')
        .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    : path.split('.')
  const [first = '', ...others] = names
  return others.length === 0 ? new Named(first) : { of: (context) => names.reduce<unknown>(own, context) }
}

/** Most paths are one name: reading those is what evaluation spends most of its time in. */
class Named implements Attribute {
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  of(context: unknown): unknown {
    return own(context, this.#name)
  }
}

function own(value: unknown, name: string): unknown {
  try {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name) && !Array.isArray(value)
      ? (value as Record<string, unknown>)[name]
      : undefined
  } catch {
    return undefined // The context's own code threw: a getter, or a proxy's trap.
  }
}
