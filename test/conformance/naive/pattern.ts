import type { Truth } from './logic.ts'
import { must } from './uncompilable.ts'

/**
 * Stands in for RE2 by way of the platform's own engine, for tame patterns only: the tables in `tables/pattern.ts` say
 * by hand what each case must answer, and the generator refuses to write a file where the two differ.
 * @see docs/evaluation.md, "Patterns"
 */
export function patternMatches(pattern: string, ignoreCase: boolean, subject: string): Truth {
  const regExp = translate(TAMED[pattern] ?? pattern, ignoreCase)
  return subject.length > 1024 ? undefined : regExp.test(subject)
}

/** Patterns that the platform's engine would take ages over, and tame ones of the same language. */
const TAMED: Readonly<Record<string, string>> = { '^(a+)+$': '^a+$', '^(a|aa)+$': '^a+$' }

/** More than 256 states once their repetitions are written out. */
const TOO_LARGE = ['a{257}', '(a{16}){17}']

/** Look-around, named groups, lazy and possessive forms, back-references, properties, code points by number. */
const BEYOND_THE_SUBSET = /\(\?(?!:)|[*+?}][*?+{]|\{0*(?:,0*)?\}|\\[1-9pPkcuxBAzQECG]/

function translate(pattern: string, ignoreCase: boolean): RegExp {
  const bare = pattern.replace(/\\[^a-zA-Z0-9]/g, '_').replace(/\[[^\]]*\]/g, '_')
  must(!TOO_LARGE.includes(pattern), `${pattern} is too large`)
  must(!BEYOND_THE_SUBSET.test(bare) && pattern.length <= 500, `${pattern} is beyond the subset`)
  // RE2's dot stops at a line feed only, its \s is ASCII's without the vertical tab.
  let inClass = false
  const source = pattern.replace(/\\[^]|[^]/g, (token) => {
    if (token === '[') inClass = true
    if (token === ']') inClass = false
    if (token === '\\s') return inClass ? '\\t\\n\\f\\r ' : '[\\t\\n\\f\\r ]'
    if (token === '\\S') return '[^\\t\\n\\f\\r ]'
    return token === '.' && !inClass ? '[^\\n]' : token
  })
  try {
    return new RegExp(source, ignoreCase ? 'iu' : 'u')
  } catch {
    must(false, `${pattern} is no pattern`)
  }
}
