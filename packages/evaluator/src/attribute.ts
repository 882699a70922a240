import type { Read } from './compiled.ts'

/**
 * Compiles an attribute's path: `plan`; `organization.key` into an object; `/a.b/c`, a JSON Pointer, where a name holds
 * a dot. Own properties only, never into arrays; what throws when it is read counts as absent.
 * @see docs/evaluation.md, "Attributes"
 */
export function compileAttribute(path: string): Read {
  const names = path.startsWith('/')
    ? path
        .slice(1)
        .split('/')
        .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    : path.split('.')
  const [first = '', ...others] = names
  // Most paths are one name: that loop is what evaluation spends most of its time in.
  return others.length === 0 ? (context) => own(context, first) : (context) => names.reduce<unknown>(own, context)
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
