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
  return (context) => {
    let value = context
    try {
      for (const name of names) {
        if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
          return undefined
        value = (value as Record<string, unknown>)[name]
      }
      return value
    } catch {
      return undefined // The context's own code threw: a getter, or a proxy's trap.
    }
  }
}
