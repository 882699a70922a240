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

// As good as `Object.hasOwn` and a nanosecond faster.
// oxlint-disable-next-line typescript/unbound-method -- It is only ever called with a `this`.
const { hasOwnProperty } = Object.prototype

function own(value: unknown, name: string): unknown {
  try {
    return typeof value === 'object' && value !== null && hasOwnProperty.call(value, name) && !Array.isArray(value)
      ? read(value as Record<string, unknown>, name)
      : undefined
  } catch {
    return undefined // The context's own code threw: a getter, or a proxy's trap.
  }
}

/**
 * `value[name]`, written many times: an engine remembers for each place in the code where in an object the name was
 * found, as long as that place has only met one name. Names of many lengths meet at none, and are read several times
 * faster.
 */
function read(value: Record<string, unknown>, name: string): unknown {
  switch (name.length) {
    case 4:
      return value[name]
    case 5:
      return value[name]
    case 7:
      return value[name]
    case 8:
      return value[name]
    case 10:
      return value[name]
    case 12:
      return value[name]
    default:
      return value[name]
  }
}
