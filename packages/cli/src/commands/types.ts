import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Command } from 'commander'
import { Failure, misused } from '../failure.ts'
import { everyItem, type Session } from '../session.ts'
import { typesModule } from '../types/module.ts'
import { type Commands, command } from './command.ts'

interface TypesOptions {
  readonly out?: string | undefined
  readonly check?: boolean | undefined
  readonly exposed?: boolean | undefined
  readonly openfeature?: boolean | undefined
}

export function addTypes(commands: Commands, parent: Command): void {
  const typing = command('types', "a TypeScript module of the project's flags, for createClient<Flags>()")
    .option('-o, --out <file>', 'write it there, if it differs')
    .option('--check', 'write nothing; exit with 1 if the file is out of date')
    .option('--exposed', 'only what browsers may see')
    .option('--openfeature', "check the keys of OpenFeature's own clients, too")
  commands.add<TypesOptions>(parent, typing, types)
}

async function types(session: Session, _: readonly string[], options: TypesOptions): Promise<void> {
  const { out, check, exposed, openfeature = false } = options
  if (check && out === undefined) throw misused('--check needs the file to check', '--out <file>')
  const { project } = await session.settings()
  const client = await session.client()
  const all = await everyItem((cursor) => client.flags.list({ project, limit: 1_000, cursor }))
  const flags = exposed ? all.filter((flag) => flag.exposeToClients) : all
  const text = typesModule(project, flags, { openFeature: openfeature })
  if (out === undefined) return session.print({ project, module: text }, () => text.trimEnd())
  const current = (await held(out)) === text
  if (check && !current)
    throw new Failure('out-of-date', `${out} is not what the server's flags are`, [
      `halyard types --out ${out}${exposed ? ' --exposed' : ''}${openfeature ? ' --openfeature' : ''}`,
    ])
  if (!current) await written(out, text)
  session.print({ project, file: out, flags: flags.length, changed: !current }, () =>
    current ? `${out} is up to date` : `wrote ${out}: ${flags.length} flags`,
  )
}

/** Undefined where there is no file. What git made of its line ends is no difference. */
async function held(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replaceAll('\r\n', '\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw unusable(file, error)
  }
}

async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    const folder = dirname(file)
    if (!existsSync(folder))
      throw new Failure('no-file', `there is no folder ${folder} for ${basename(file)}`, [`mkdir -p ${word(folder)}`])
    throw unusable(file, error)
  }
}

function unusable(file: string, error: unknown): Failure {
  return new Failure('no-file', `${file} cannot be used: ${error instanceof Error ? error.message : String(error)}`)
}

/** One word for a shell. */
function word(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
