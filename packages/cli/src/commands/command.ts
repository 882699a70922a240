import { FLAG_KINDS } from '@halyard/admin-api'
import { Command, InvalidArgumentError, Option } from 'commander'
import { Session } from '../session.ts'
import type { CommonOptions } from '../settings/settings.ts'
import type { World } from '../world.ts'

/** What every write takes. */
export interface WriteOptions {
  readonly reason?: string | undefined
  readonly dryRun?: boolean | undefined
}

export interface ConfirmedOptions extends WriteOptions {
  readonly yes?: boolean | undefined
}

/** What a command does. It may set another exit code than 0 by what it returns. */
type Run<O> = (session: Session, args: readonly string[], options: O) => Promise<1 | void>

/** Puts commands under a parent and runs them. */
export interface Commands {
  add<O>(parent: Command, command: Command, run: Run<O>): void
}

export function commandsOf(world: World, end: (exit: 1) => void): Commands {
  return {
    add: <O>(parent: Command, command: Command, run: Run<O>): void => {
      parent.addCommand(command.copyInheritedSettings(parent))
      command.action(async () => {
        const session = new Session(world, command.optsWithGlobals<CommonOptions>())
        const exit = await run(session, command.args, command.opts() as O).catch(async (error: unknown) => {
          throw await session.located(error)
        })
        if (exit !== undefined) end(exit)
      })
    },
  }
}

export function command(usage: string, summary: string): Command {
  const [name = usage] = usage.split(' ', 1)
  const made = new Command(name).description(summary)
  const args = usage.slice(name.length).trim()
  return args === '' ? made : made.arguments(args)
}

/** A write: says why, and can be tried. */
export function write(usage: string, summary: string): Command {
  return command(usage, summary)
    .option('--reason <text>', 'why, for the audit')
    .option('--dry-run', 'say what would happen, and do nothing')
}

/** A write that replaces what is there. */
export function overwrite(usage: string, summary: string): Command {
  return write(usage, summary).option('-y, --yes', 'do not ask first')
}

/** Reads a time. @param most - In seconds, too. */
export function seconds(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !(value > 0 && value <= most)) {
      throw new InvalidArgumentError(`expected more than 0 and at most ${most} seconds.`)
    }
    return value
  }
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected a whole number.')
  return Number(text)
}

/** How `moment` takes dates, for the help. */
export const MOMENT_FORM = 'such as 2030-01-31 (its beginning, UTC) or 2030-01-31T18:00:00Z'

/** A time; of a day alone, its beginning in UTC. */
export function moment(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text
}

/** An option that may come more than once. */
export function many(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value, all: readonly string[] | undefined) => [
    ...(all ?? []),
    value,
  ])
}

export function kind(): Option {
  return new Option('--kind <kind>', 'what the flag is for').choices(FLAG_KINDS)
}
