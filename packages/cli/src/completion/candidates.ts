import type { Argument, Command, Option } from 'commander'

/** What could come next: fixed words, and whether a flag's or an environment's key, or a key's id, could. */
export interface Candidates {
  readonly words: readonly string[]
  readonly keysOf?: KeysOf | undefined
}

export type KeysOf = 'flags' | 'archived flags' | 'environments' | 'projects' | 'keys'

const NOTHING: Candidates = { words: [] }

/** The nearest name is `kill`, which is the opposite. */
export const MISTAKEN_RESTORE = 'unkill'

/** What fits after the `given` words, the last of which is being typed. @param program - The tree of commands. */
export function candidates(program: Command, given: readonly string[]): Candidates {
  const words = apart(given)
  const typed = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  let command = program
  let argument = 0
  let option: Option | undefined
  for (const word of typed) {
    if (option !== undefined) option = undefined
    else if (word.startsWith('-')) option = valued(optionOf(command, program, word))
    else {
      const sub: Command | undefined = command.commands.find((one) => one.name() === word)
      if (sub === undefined) argument += 1
      else command = sub
    }
  }
  if (option !== undefined) return ofOption(option)
  if (current.startsWith('-')) return { words: optionsOf(command, program) }
  const subs = command.commands.filter((one) => !isHidden(one)).map((one) => one.name())
  return subs.length > 0 ? { words: subs } : ofArgument(command.registeredArguments, argument)
}

/** `--option=value` as two words; bash hands it over as three. */
export function apart(words: readonly string[]): string[] {
  return words.filter((word) => word !== '=').flatMap((word) => /^(--[^=]+)=(.*)$/s.exec(word)?.slice(1) ?? [word])
}

/** What the shell replaces besides the value where `--option=value` is being typed. */
export function assigned(words: readonly string[]): string {
  return /^--[^=]+=/.exec(words.at(-1) ?? '')?.[0] ?? ''
}

/** Nobody is offered it: what scripts ask, and what people type who mean another. */
export function isHidden(command: Command): boolean {
  return command.name().startsWith('__') || command.name() === MISTAKEN_RESTORE
}

function optionOf(command: Command, program: Command, word: string): Option | undefined {
  return [...command.options, ...program.options].find(({ long, short }) => long === word || short === word)
}

function valued(option: Option | undefined): Option | undefined {
  return option?.required ? option : undefined
}

function optionsOf(command: Command, program: Command): string[] {
  return [...command.options, ...program.options].flatMap(({ long }) => (long ? [long] : [])).concat('--help')
}

function ofOption({ argChoices, long }: Option): Candidates {
  if (argChoices !== undefined) return { words: argChoices }
  if (long === '--environment' || long === '--from' || long === '--to') return { words: [], keysOf: 'environments' }
  if (long === '--project') return { words: [], keysOf: 'projects' }
  return long === '--flag' ? { words: [], keysOf: 'flags' } : NOTHING
}

function ofArgument(args: readonly Argument[], at: number): Candidates {
  const argument = args[Math.min(at, args.length - 1)]
  if (argument === undefined || (at >= args.length && !argument.variadic)) return NOTHING
  const name = argument.name()
  if (argument.argChoices !== undefined) return { words: argument.argChoices }
  if (name === 'flag' || name === 'flags') return { words: [], keysOf: 'flags' }
  if (name === 'archived-flag') return { words: [], keysOf: 'archived flags' }
  if (name === 'key') return { words: [], keysOf: 'keys' }
  return name === 'environment' ? { words: [], keysOf: 'environments' } : NOTHING
}
