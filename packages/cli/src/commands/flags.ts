import { AdminApiError, type ConfigurationResource, type FLAG_KINDS, FLAG_TYPES } from '@halyard/admin-api'
import { type Command, Option } from 'commander'
import { misused } from '../failure.ts'
import { type FlagHere, flagTable, flagText } from '../render/flag.ts'
import { refusal } from '../server/refusal.ts'
import { everyItem, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, command, kind, MOMENT_FORM, many, moment, type WriteOptions, write } from './command.ts'

type FlagType = (typeof FLAG_TYPES)[number]
type FlagKind = (typeof FLAG_KINDS)[number]

interface ListOptions {
  readonly query?: string | undefined
  readonly tag?: string | undefined
  readonly owner?: string | undefined
  readonly kind?: FlagKind | undefined
  readonly state?: 'active' | 'archived' | 'all' | undefined
  readonly stale?: boolean | undefined
}

interface GetOptions {
  readonly allEnvironments?: boolean | undefined
}

interface CreateOptions extends WriteOptions {
  readonly type?: FlagType | undefined
  readonly variant?: readonly string[] | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly owner?: string | undefined
  readonly kind?: FlagKind | undefined
  readonly tag?: string[] | undefined
  readonly expose?: boolean | undefined
  readonly expires?: string | undefined
}

export function addFlagCommands(commands: Commands, parent: Command): void {
  const listing = command('list', 'the flags, and what they serve in the environment')
    .option('-q, --query <text>', 'look into key, name and description')
    .option('--tag <tag>', 'only with this tag')
    .option('--owner <owner>', 'only of this owner')
    .addOption(kind())
    .addOption(new Option('--state <state>', 'which').choices(['active', 'archived', 'all']))
    .option('--stale', 'only those that should perhaps be gone')
  commands.add<ListOptions>(parent, listing, list)
  const getting = command(
    'get <flag>',
    'one flag, and what it serves; in every environment unless one is chosen',
  ).option('--all-environments', 'in every environment, also where one is the default')
  commands.add<GetOptions>(parent, getting, get)
  const creating = write('create <flag>', 'make a flag, which is off everywhere')
    .addOption(new Option('--type <type>', 'boolean unless given').choices(FLAG_TYPES))
    .addOption(many('--variant <name=value>', 'a variant; more than once'))
    .option('--name <text>', 'for people')
    .option('--description <text>', 'for people')
    .option('--owner <text>', 'whom to ask')
    .addOption(kind())
    .addOption(many('--tag <tag>', 'a tag; more than once'))
    .option('--expose', 'browsers may see it')
    .option('--expires <date>', `a reminder, ${MOMENT_FORM}`, moment)
  commands.add<CreateOptions>(parent, creating, create)
}

async function list(session: Session, _: readonly string[], { query, ...filter }: ListOptions): Promise<void> {
  const { project, environment } = await session.settings()
  const client = await session.client()
  const flags = await everyItem((cursor) => client.flags.list({ project, q: query, ...filter, limit: 1_000, cursor }))
  const here = new Map<string, ConfigurationResource>()
  if (environment !== undefined) {
    const all = await everyItem((cursor) => client.configurations.list({ project, environment, limit: 1_000, cursor }))
    for (const configuration of all) here.set(configuration.flag, configuration)
  }
  const rows = flags.map((flag): FlagHere => ({ flag, configuration: here.get(flag.key) }))
  const items = rows.map(({ flag, configuration = null }) => ({ ...flag, configuration }))
  session.print({ project, environment: environment ?? null, items }, () => flagTable(rows, session))
  if (environment === undefined) session.note('what they serve: --environment <key>, or halyard use <environment>')
}

async function get(
  session: Session,
  [key = '']: readonly string[],
  { allEnvironments = false }: GetOptions,
): Promise<void> {
  const { project, environment: chosen } = await session.settings()
  const isAsked = session.options.environment !== undefined
  if (allEnvironments && isAsked) throw misused('one environment, or all of them?')
  const environment = allEnvironments ? undefined : chosen
  const client = await session.client()
  const flag = await client.flags.get({ project, flag: key })
  const all = await everyItem((cursor) => client.environments.list({ project, cursor }))
  const keys = environment === undefined ? all.map((one) => one.key) : [environment]
  const configurations = await Promise.all(
    keys.map((one) => client.configurations.get({ project, environment: one, flag: key })),
  )
  const named = Object.fromEntries(configurations.map((one) => [one.environment, one]))
  session.print({ flag, configurations: named }, () =>
    flagText(flag, configurations, session, environment !== undefined),
  )
  if (environment !== undefined && !isAsked && all.length > 1)
    session.note(printable(`in ${environment}, the default; --all-environments shows it in each`))
}

async function create(session: Session, [key = '']: readonly string[], options: CreateOptions): Promise<void> {
  const { type = 'boolean', variant, expose, expires, tag, dryRun, ...rest } = options
  if (type !== 'boolean' && variant === undefined)
    throw misused(`a ${type} flag needs variants`, '--variant <name>=<value>, once for each')
  const { project } = await session.settings()
  const client = await session.client()
  const making = client.flags.create(
    { project, dryRun },
    {
      key,
      ...rest,
      type,
      variants: variant && Object.fromEntries(variant.map((text) => variantOf(text, type))),
      tags: tag,
      exposeToClients: expose,
      expiresAt: expires,
    },
  )
  const made = await making.catch(async (error: unknown) => {
    if (!(error instanceof AdminApiError && error.code === 'key-taken')) throw error
    const there = await client.flags.get({ project, flag: key }).catch(() => undefined)
    throw there?.archived ? refusal(error.problem, [`bring it back: halyard flags unarchive ${key}`]) : error
  })
  session.print(made, () => {
    const what = `${printable(made.key)} (${made.type}: ${Object.keys(made.variants).map(printable).join(', ')})`
    return dryRun ? `would be made: ${what}` : `made ${what}; it is off everywhere`
  })
}

/** `red=#f00`. Values of string flags are taken as they are, others are JSON. */
export function variantOf(text: string, type: FlagType): readonly [name: string, value: ReturnType<typeof JSON.parse>] {
  const at = text.indexOf('=')
  if (at < 1) throw misused(`--variant is name=value, got ${JSON.stringify(text)}`, 'such as --variant red=#f00')
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  if (type === 'string') return [name, value]
  try {
    return [name, JSON.parse(value)]
  } catch {
    throw misused(
      `the value of --variant ${name} is no JSON: ${JSON.stringify(value)}`,
      `of a ${type} flag it must be; --type string takes text as it stands`,
    )
  }
}
