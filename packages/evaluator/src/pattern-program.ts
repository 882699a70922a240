import { PatternError } from './pattern-error.ts'

/**
 * A step, and the steps that it leads to. The platform's own engine says whether a step holds at a place, but is never
 * given more of the pattern than one class or assertion, nor more of the subject than the characters on either side:
 * there is nothing that it could go back over. A step takes a character if its match is not empty.
 */
export type Step = readonly [holds: RegExp, leadsTo: readonly number[]]
export type Program = readonly [steps: readonly Step[], entries: readonly number[]]

/** Writes a piece of the pattern into the program, given where to go on after it; returns where to enter it. */
type Piece = (leadsTo: readonly number[]) => readonly number[]
/** The sequences to choose from, the last one first. */
type Choices = [Piece[], ...Piece[][]]

const MAX_LENGTH = 500
const MAX_STEPS = 256
/** Leads to no step. */
const MATCH = -1
/** A class; a quantifier; an assertion; an escape; the start of a group; a character. Nothing that RE2 reads otherwise. */
const TOKEN =
  /\[(?!\^?\])((?:\\[ -/:-@[-`{-~dfnrstvwDSW]|[^\\[\]])+)\]|(?:([*+?])|\{(\d+)(,?)(\d*)\})(?![*+?{])|([$^]|\\[bB])|\\[ -/:-@[-`{-~dfnrstvwDSW]|\((?:\?:|(?!\?))|[^\\[\](*+?{}]/guy
/** Not left to JavaScript, whose `\s` is Unicode's and has a vertical tab. */
const SPACES: Readonly<Record<string, string>> = { '\\s': '\t\n\f\r ', '\\S': '\0-\b\v\x0e-\x1f!-\u{10ffff}' }

/**
 * Reads a pattern. A character, class, assertion, group or open-ended repetition is one step; a bounded repetition is
 * written out, a copy per time.
 * @param fold - Applied to characters that stand for themselves and to both ends of a range.
 * @throws PatternError
 */
export function readPattern(source: string, fold: (character: string) => string): Program {
  const steps: Step[] = []
  const outer: Choices[] = []
  let choices: Choices = [[]]
  let offset = 0

  const refuse = (met = `"${source.slice(offset)}"`): never => {
    throw new PatternError(`${met} at offset ${offset}: see docs/evaluation.md, "Patterns"`)
  }

  const one = (text: string): Piece => {
    try {
      const holds = new RegExp(text, 'uy')
      return (leadsTo) => {
        if (steps.length === MAX_STEPS) refuse('More than 256 states')
        return [steps.push([holds, leadsTo]) - 1]
      }
    } catch {
      return refuse() // The ends of a range in the wrong order.
    }
  }
  /** Also takes a step, so that the bound on steps bounds the work of writing repetitions out. */
  const nothing = one('')

  const repeat =
    (piece: Piece, least: number, most: number): Piece =>
    (leadsTo) => {
      let rest = leadsTo
      let copies = most
      if (most === Infinity) {
        const onward = [...leadsTo]
        const loop = nothing(onward)
        const body = piece(loop)
        onward.push(...body)
        rest = least > 0 ? body : loop
        copies = least - 1
      }
      while (copies-- > 0) rest = copies < least ? piece(rest) : [...piece(rest), ...leadsTo]
      return rest
    }

  /** Spells a character or an escape so that it means to JavaScript what it means to RE2. */
  const spell = (text: string): string => {
    if (text[0] !== '\\') return fold(text)
    return SPACES[text] ?? (/[a-z]/i.test(text) ? text : `\\x${text.charCodeAt(1).toString(16)}`)
  }

  for (const [token, list, sign, from, comma, to, assertion] of source.slice(0, MAX_LENGTH).matchAll(TOKEN)) {
    if (token[0] === '(') {
      outer.push(choices)
      choices = [[]]
    } else if (token === '|') {
      choices.unshift([])
    } else if (token === ')') {
      const group = choices
      choices = outer.pop() ?? refuse()
      choices[0].push((leadsTo) => nothing(enter(group, leadsTo)))
    } else if (sign || from) {
      const least = Number(sign ? sign === '+' : from)
      const most = sign === '?' ? 1 : sign || comma ? Number(to || Infinity) : least
      if (most < 1 || most < least) refuse()
      choices[0].push(repeat(choices[0].pop() ?? refuse(), least, most))
    } else {
      const characters = list ?? (token === '.' ? '^\n' : token)
      choices[0].push(one(assertion ?? `[${characters.replace(/\\?[^]/gu, spell)}]`))
    }
    offset += token.length
  }
  if (offset < source.length || outer[0]) refuse()
  return [steps, enter(choices, [MATCH])]
}

function enter(choices: Choices, leadsTo: readonly number[]): readonly number[] {
  return choices.flatMap((pieces) => pieces.reduceRight((rest, piece) => piece(rest), leadsTo))
}
