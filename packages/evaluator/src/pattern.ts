import { readPattern } from './pattern-program.ts'

export { PatternError } from './pattern-error.ts'

/**
 * Where a search can be: steps to try next, and what came before (nothing, `a` for a word's character, ` ` for another),
 * with what was found out there so far: under `c + 1` for the code point `c`, under 0 for the end of the subject. True
 * is a match, false is none, whatever follows.
 */
type Place = [next: readonly number[], before: string, known: (Place | boolean)[]]

const MAX_SUBJECT = 1024
/** What a pattern may remember before it forgets all: a megabyte at worst, some kilobytes as a rule. */
const MEMORY = 10_000

/**
 * Compiles a pattern of the documented subset of RE2 to a search of a subject for it, anywhere in the subject.
 * The search takes time linear in the subject's length and in the number of states, and allocates nothing once it
 * has seen subjects alike. It works by code points; a lone surrogate is one of its own.
 * @param source - At most 500 characters, at most 256 states once bounded repetitions are written out.
 * @param ignoreCase - Every code point of the subject, and every one that stands for itself in the pattern (ends of
 * ranges too), is replaced by its simple lower-case mapping, and U+03C2 (final sigma) by U+03C3. No locale plays a part.
 * @returns Whether the pattern occurs; undefined, which is unknown, for a subject of more than 1,024 code units.
 * @throws PatternError for what the subset lacks.
 * @see docs/evaluation.md, "Patterns"
 */
export function compilePattern(source: string, ignoreCase = false): (subject: string) => boolean | undefined {
  const fold = ignoreCase ? lowerCase : String
  const [steps, entries] = readPattern(source, fold)
  // What begins with `^` is entered at the start only; where everything does, a search can end early.
  const later = entries.filter((entry) => steps[entry]?.[0].source !== '^')
  const start: Place = [entries, '', []]
  let places: Record<string, Place> = {}
  let memory = MEMORY

  const learn = (place: Place, codePoint: number): Place | boolean => {
    const [next, before, known] = place
    const open = new Set(next)
    const taken = new Set(later)
    const from = before.length
    const character = codePoint < 0 ? '' : fold(String.fromCodePoint(codePoint))
    const kind = /\w/.test(character) ? 'a' : ' '
    let found = false
    for (const index of open) {
      const step = steps[index]
      if (step) {
        const [holds, leadsTo] = step
        holds.lastIndex = from
        if (holds.test(before + character)) for (const to of leadsTo) (holds.lastIndex > from ? taken : open).add(to)
      } else found = true
    }
    const name = kind + [...taken]
    // A place that is there already costs a way to it, no more: the states of an everyday pattern all fit.
    memory -= places[name] ? 1 : taken.size + 1
    if (memory < 0) {
      memory = MEMORY
      places = {}
      start[2] = []
    }
    return (known[codePoint + 1] =
      found || (character && taken.size > 0 ? (places[name] ??= [[...taken], kind, []]) : false))
  }

  return (subject) => {
    if (subject.length > MAX_SUBJECT) return undefined
    let place = start
    for (let i = 0; ; i++) {
      const codePoint = i < subject.length ? Number(subject.codePointAt(i)) : -1
      const after = place[2][codePoint + 1] ?? learn(place, codePoint)
      if (typeof after === 'boolean') return after
      place = after
      if (codePoint > 0xffff) i++
    }
  }
}

function lowerCase(character: string): string {
  return [...character.toLowerCase().replace('ς', 'σ')][0] ?? ''
}
