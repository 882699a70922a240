import { Command, CommanderError } from 'commander'
import { addAccount } from './commands/account.ts'
import { addArchive } from './commands/archive.ts'
import { command, commandsOf, seconds } from './commands/command.ts'
import { addCompletion } from './commands/completion.ts'
import { addConfigureCommands } from './commands/configure.ts'
import { addEvaluate } from './commands/evaluate.ts'
import { addFlagCommands } from './commands/flags.ts'
import { addInit } from './commands/init.ts'
import { addKeys } from './commands/keys.ts'
import { addRecords } from './commands/records.ts'
import { addRequests } from './commands/requests.ts'
import { addSwitches } from './commands/switch.ts'
import { addTypes } from './commands/types.ts'
import { addUpdate } from './commands/update.ts'
import { isHidden } from './completion/candidates.ts'
import { type Failure, misused } from './failure.ts'
import { failureOf, RefusedFailure } from './server/refusal.ts'
import { paletteFor } from './terminal/paint.ts'
import { printable, printableJson, printableLines } from './terminal/printable.ts'
import type { World } from './world.ts'

/** 0 done; 1 refused or failed; 2 asked for in a way that it cannot be. */
export type ExitCode = 0 | 1 | 2

/** Runs one command line. Never rejects for what a person or a server can do. @see docs/cli.md */
export async function run(world: World, version: string): Promise<ExitCode> {
  let exit: ExitCode = 0
  const program = programOf(world, version, (code) => {
    exit = code
  })
  try {
    await program.parseAsync(world.argv, { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0
      if (asksForJson(world.argv)) complain(world, misuse(error), true)
      return 2
    }
    const failure = failureOf(error)
    if (world.env['HALYARD_DEBUG'] && error instanceof Error)
      world.errors.write(`${printableLines(error.stack ?? '')}\n`)
    complain(world, failure, program.opts<{ json?: boolean }>().json === true)
    return failure.exit
  }
}

function programOf(world: World, version: string, end: (exit: 1) => void): Command {
  const program = new Command('halyard')
    .description('Halyard from the command line: flags, kills, types.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.output.write(text),
      // What was typed stands in these texts.
      writeErr: (text) => {
        // Told as JSON, once it is known what there is to tell.
        if (!asksForJson(world.argv)) world.errors.write(printableLines(text))
      },
      getOutHelpWidth: () => world.output.columns ?? 100,
      getErrHelpWidth: () => world.errors.columns ?? 100,
    })
    .configureHelp({
      showGlobalOptions: true,
      visibleCommands: (one) => one.commands.filter((c) => !isHidden(c)),
    })
    .showHelpAfterError('(--help tells what there is)')
    .option('--url <url>', 'the server; HALYARD_URL')
    .option('-p, --project <key>', 'HALYARD_PROJECT; `default` unless chosen')
    .option('-e, --environment <key>', 'HALYARD_ENVIRONMENT; no default')
    .option('--json', 'the answer as JSON, and nothing else, on standard output')
    .option('--timeout <seconds>', 'how long an answer may take; 10 unless given', seconds(3_600))
  const commands = commandsOf(world, end)
  addInit(commands, program)
  addAccount(commands, program)
  const flags = command('flags', 'list, make, change, kill, restore, archive').copyInheritedSettings(program)
  program.addCommand(flags)
  addFlagCommands(commands, flags)
  addUpdate(commands, flags)
  addConfigureCommands(commands, flags)
  addSwitches(commands, program, flags)
  addArchive(commands, flags)
  addRequests(commands, program)
  addKeys(commands, program)
  addEvaluate(commands, program)
  addTypes(commands, program)
  addRecords(commands, program, flags)
  addCompletion(commands, program)
  return program
}

/** Of a command line that may not have been read to its end. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json')
}

/** A wrong command line, in the words of whoever reads it. */
function misuse({ code, message }: CommanderError): Failure {
  const [said = '', ...meant] = message.split('\n')
  return misused(
    code === 'commander.help' ? 'no command was given' : said.replace(/^error: /, ''),
    ...meant.map((line) => line.replace(/^\((.*)\)$/, '$1')),
    '--help tells what there is',
  )
}

/** Standard error has what went wrong, and the way out. */
function complain(world: World, failure: Failure, json: boolean): void {
  const { code, message, wayOut } = failure
  if (json) {
    const errors = failure instanceof RefusedFailure ? failure.problem.errors : []
    world.errors.write(`${printableJson({ error: { code, message, wayOut, errors } })}\n`)
    return
  }
  const { paint, screen } = paletteFor(world.errors.isTerminal, world.env)
  const lines = [`${paint('red', 'halyard:')} ${printable(message)}`, ...wayOut.map((line) => `  ${printable(line)}`)]
  world.errors.write(`${screen(lines.join('\n'))}\n`)
}
