import { AdminApiError, type AdminClient, KEY_PATTERN } from '@halyard/admin-api'
import type { Command } from 'commander'
import { Failure } from '../failure.ts'
import { credentialOf, handOver, isInForce, keysOf, makeKey, refuseNowhere } from '../server/keys.ts'
import { failureOf } from '../server/refusal.ts'
import { everyItem, type Place, type Session } from '../session.ts'
import { writeConfig } from '../settings/config-file.ts'
import type { Settings } from '../settings/settings.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, type WriteOptions, write } from './command.ts'
import { snippet } from './snippet.ts'

interface InitOptions extends WriteOptions {
  readonly flag?: string | undefined
  /** False with `--no-key`. */
  readonly key: boolean
  readonly keyName: string
}

const FIRST_ENVIRONMENT = 'development'
const FIRST_FLAG = 'new-checkout'

export function addInit(commands: Commands, parent: Command): void {
  const starting = write('init', 'from nothing to a first read: project, environment, flag, SDK key, and code to paste')
    .option('--flag <flag>', `the flag that the code reads; the first boolean one, or ${FIRST_FLAG}, unless given`)
    .option('--key-name <text>', 'what the SDK key is called', 'halyard init')
    .option('--no-key', 'make no SDK key: you have one already')
    .addHelpText(
      'after',
      '\nMakes what is not there yet and takes what is. Asks only a person, and only for what was not given.',
    )
  commands.add<InitOptions>(parent, starting, init)
}

async function init(session: Session, _: readonly string[], options: InitOptions): Promise<void> {
  const client = await session.client()
  const settings = await session.settings()
  const project = await chosen(session, 'Project', session.options.project, settings.project)
  const environment = await chosen(
    session,
    'Environment',
    session.options.environment,
    settings.environment ?? FIRST_ENVIRONMENT,
  )
  if (options.key && options.dryRun !== true) refuseNowhere(session)
  const make = new Making(options.dryRun === true)
  await make.unlessThere(`project ${project}`, client.projects.get({ project }), () =>
    client.projects.create({}, { key: project, reason: options.reason }),
  )
  await make.unlessThere(`environment ${environment}`, client.environments.get({ project, environment }), () =>
    client.environments.create({ project }, { key: environment, reason: options.reason }),
  )
  const flag = options.flag ?? (await firstFlag(client, project, make))
  await make.unlessThere(`flag ${flag}`, client.flags.get({ project, flag }), () =>
    client.flags.create({ project }, { key: flag, reason: options.reason }),
  )
  const place = { project, environment }
  const where = printable(`${project}/${environment}`)
  const before = make.done.includes(`environment ${environment}`) ? 0 : await sdkKeysIn(client, place)
  const said = [
    ...make.done.map((what) => printable(`${options.dryRun ? 'would make' : 'made'} ${what}`)),
    ...(before === 0 ? [] : [`${where} has ${before} SDK key${before === 1 ? '' : 's'} in force already`]),
  ]
  if (options.dryRun) {
    const wouldMake = [...make.done, ...(options.key ? ['SDK key'] : [])]
    const planned = [...said, `would make ${options.key ? an(before) : 'no'} SDK key of ${where}`]
    return session.print({ ...place, flag, keysBefore: before, wouldMake }, () => planned.join('\n'))
  }
  const input = { kind: 'sdk', name: options.keyName, reason: options.reason } as const
  const key = options.key ? await makeKey(place, (once) => client.keys.create(place, input, once)) : null
  const sdkKey = key === null ? undefined : credentialOf(key)
  const { code, shell } = snippet({ url: settings.url, flag, sdkKey })
  const document = { ...place, flag, made: make.done, keysBefore: before, key, code, shell }
  const text = (): string =>
    [
      ...said,
      ...(key === null ? [] : [`made ${an(before)} SDK key of ${where}; it is shown this once:`]),
      ...(key === null || before === 0 ? [] : ['(--no-key makes none; halyard keys list and revoke tidy up)']),
      '',
      ...shell.map((line) => `  ${line}`),
      '',
      'app.mjs:',
      '',
      ...code.map((line) => `  ${line}`),
      '',
      printable(`then: node app.mjs, and halyard flags enable ${flag}`),
    ].join('\n')
  // A secret is told this once: before anything else that may fail, or never end, as a folder far away may.
  if (key === null) session.print(document, text)
  else await handOver(session, place, key, document, text)
  await remember(settings, place, key !== null)
  if (!session.options.json)
    session.print({}, () => `other commands mean ${where} from now on: halyard use -p <project> <environment>`)
}

/** Makes project and environment the defaults. @throws Failure that says what was done all the same */
async function remember({ config, configPath, url }: Settings, place: Place, hasKey: boolean): Promise<void> {
  try {
    await writeConfig(configPath, { ...config, url, ...place })
  } catch (error) {
    const { code, message, wayOut } = failureOf(error)
    throw new Failure(code, `all of it is there, but is not the default now: ${message}`, [
      ...(hasKey ? ['the key is above; init would make another one: halyard init --no-key makes none'] : []),
      ...wayOut,
    ])
  }
}

/** How many SDK keys there are. */
async function sdkKeysIn(client: AdminClient, place: Place): Promise<number> {
  const keys = await keysOf(client, place)
  return keys.filter((key) => key.kind === 'sdk' && isInForce(key)).length
}

const an = (before: number): string => (before === 0 ? 'an' : 'another')

/** What was given, or what a person says, or what is usual. */
async function chosen(session: Session, what: string, given: string | undefined, usual: string): Promise<string> {
  const { input } = session.world
  if (given !== undefined || !input.isTerminal || session.options.json) return given ?? usual
  return (await input.ask(`${what} [${printable(usual)}]: `)).trim() || usual
}

/** Makes what is missing, or says that it would. */
class Making {
  readonly done: string[] = []
  readonly #dryRun: boolean

  constructor(dryRun: boolean) {
    this.#dryRun = dryRun
  }

  async unlessThere(what: string, there: Promise<unknown>, make: () => Promise<unknown>): Promise<void> {
    try {
      await there
    } catch (error) {
      if (!(error instanceof AdminApiError && error.status === 404)) throw error
      if (!this.#dryRun) await make()
      this.done.push(what)
    }
  }
}

async function firstFlag(client: AdminClient, project: string, make: Making): Promise<string> {
  if (make.done.includes(`project ${project}`)) return FIRST_FLAG
  const flags = await everyItem((cursor) => client.flags.list({ project, limit: 1_000, cursor }))
  return flags.find(({ key, type }) => type === 'boolean' && KEY_PATTERN.test(key))?.key ?? FIRST_FLAG
}
