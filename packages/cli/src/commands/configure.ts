import { type ConfigurationResource, type FlagResource, WHOLE } from '@halyard/admin-api'
import type { Command } from 'commander'
import { Failure, misused } from '../failure.ts'
import { served, serving, stateOf } from '../render/serving.ts'
import type { Place, Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, type ConfirmedOptions, overwrite, type WriteOptions, wholeNumber, write } from './command.ts'

interface RequestOptions extends WriteOptions {
  /** Its title, or true without one. */
  readonly request?: string | true | undefined
}

interface RampOptions extends RequestOptions {
  readonly variant?: string | undefined
  readonly rest?: string | undefined
  readonly by?: string | undefined
}

interface OffOptions extends RequestOptions {
  readonly none?: boolean | undefined
}

type Patch = Readonly<Record<string, unknown>>

const asking = (command: Command): Command =>
  command.option('--request [title]', 'ask for it by a change request, where the environment is protected')

/** What changes a flag in one environment, kills aside. */
export function addConfigureCommands(commands: Commands, parent: Command): void {
  const enabling = asking(write('enable <flag>', 'switch a flag on: its rules and its fallthrough apply'))
  commands.add<RequestOptions>(parent, enabling, (session, [flag = ''], options) =>
    patch(session, flag, { enabled: true }, options),
  )
  const disabling = asking(write('disable <flag>', 'switch a flag off: everyone gets the off variant'))
  commands.add<RequestOptions>(parent, disabling, (session, [flag = ''], options) =>
    patch(session, flag, { enabled: false }, options),
  )
  const falling = asking(
    write('off-variant <flag> [variant]', 'what everyone gets while the flag is off or killed'),
  ).option('--none', 'the default in the code of who asks')
  commands.add<OffOptions>(parent, falling, offVariant)
  const ramping = asking(write('ramp <flag> <percent>', 'serve a variant to so many, and switch the flag on'))
    .option('--variant <name>', 'which; `on` unless given')
    .option('--rest <name>', 'what everyone else gets; the other variant, or the off variant, unless given')
    .option('--by <attribute>', 'what is placed; as it is, or targetingKey, unless given')
  commands.add<RampOptions>(parent, ramping, ramp)
  const rolling = overwrite(
    'rollback <flag>',
    'make what was served as of a revision a new one; never lifts a kill',
  ).requiredOption('--to <revision>', 'see halyard flags history <flag>', wholeNumber)
  commands.add<ConfirmedOptions & { readonly to: number }>(parent, rolling, rollBack)
  const copying = overwrite('copy <flag>', 'serve in one environment what another one serves; never kills or restores')
    .requiredOption('--from <environment>', 'where it is served already')
    .requiredOption('--to <environment>', 'where it is to be served')
  commands.add<ConfirmedOptions & { readonly from: string; readonly to: string }>(parent, copying, copy)
}

async function patch(
  session: Session,
  flag: string,
  changes: Patch,
  options: RequestOptions,
  {
    ifMatch,
    told = () => [],
  }: { readonly ifMatch?: number; readonly told?: (written: Written) => readonly string[] } = {},
): Promise<void> {
  const place = await session.place()
  if (options.request !== undefined) return request(session, place, flag, changes, options)
  const client = await session.client()
  const { reason, dryRun } = options
  const written = await client.configurations.update({ ...place, flag, dryRun }, { ...changes, reason }, { ifMatch })
  session.print(written, () => [writtenText(written, place, session, dryRun === true), ...told(written)].join('\n'))
}

async function offVariant(
  session: Session,
  [flag = '', variant]: readonly string[],
  { none = false, ...options }: OffOptions,
): Promise<void> {
  if ((variant !== undefined) === none)
    throw misused(
      'which variant?',
      'halyard flags off-variant <flag> <variant>',
      'halyard flags off-variant <flag> --none',
    )
  await patch(session, flag, { offVariant: variant ?? null }, options, {
    told: ({ offVariant: off }) => [
      printable(`while it is off or killed, everyone gets ${off ?? 'the default in the code'}`),
    ],
  })
}

async function request(
  session: Session,
  place: Place,
  flag: string,
  changes: Patch,
  { request: title, reason, dryRun }: RequestOptions,
): Promise<void> {
  const client = await session.client()
  const asked = await client.changeRequests.create(
    { ...place, dryRun },
    { title: title === true ? undefined : title, flags: { [flag]: changes }, reason },
  )
  session.print(asked, () => {
    const done = dryRun ? 'would be asked for' : `asked for, as change request ${printable(asked.id)}`
    const need = `${asked.requiredApprovals} approval${asked.requiredApprovals === 1 ? '' : 's'}`
    return `${done}: ${printable(asked.preview.summary)}\nit takes ${need} by others; nothing is served of it until it is applied\nhalyard requests apply ${printable(asked.id)}, once it was approved`
  })
}

async function ramp(session: Session, [flag = '', share = '']: readonly string[], options: RampOptions): Promise<void> {
  const buckets = bucketsOf(share)
  const place = await session.place()
  const client = await session.client()
  const [{ variants }, now] = await Promise.all([
    client.flags.get({ project: place.project, flag }),
    client.configurations.get({ ...place, flag }),
  ])
  const changes = rampOf(variants, now, buckets, options)
  await patch(session, flag, changes, options, { ifMatch: now.version })
  if (now.killed) session.note(`${printable(flag)} is killed: everyone gets the off variant until it is restored`)
  else if (now.rules.length + now.targets.length + now.prerequisites.length > 0)
    session.note('prerequisites, targets and rules come first: the share is of those who are left')
}

/** A share as buckets: `5`, `5%`, `0.5`; to a thousandth of a percent. */
export function bucketsOf(text: string): number {
  const [, whole, thousandths = ''] = /^(\d{1,3})(?:\.(\d{1,3}))?\s?%?$/.exec(text) ?? []
  const buckets = Number(whole) * 1000 + Number(thousandths.padEnd(3, '0'))
  if (whole === undefined || buckets > WHOLE)
    throw misused(`a share is 0 to 100 percent, to three decimals, got ${JSON.stringify(text)}`, 'such as 5 or 0.5')
  return buckets
}

/** The merge patch that gives a variant its share, and the rest to one other. */
export function rampOf(
  variants: FlagResource['variants'],
  { fallthrough, offVariant }: Pick<ConfigurationResource, 'fallthrough' | 'offVariant'>,
  buckets: number,
  { variant = 'on', rest, by }: RampOptions,
): Patch {
  const names = Object.keys(variants)
  const choose = `there are: ${names.join(', ')}`
  if (!names.includes(variant))
    throw misused(`there is no variant ${JSON.stringify(variant)}`, choose, '--variant <name>')
  const others = names.filter((name) => name !== variant)
  const other = rest ?? (others.length === 1 ? others[0] : offVariant)
  if (other === undefined || other === null || !others.includes(other))
    throw misused('what does everyone else get?', choose, '--rest <name>')
  const split = 'split' in fallthrough ? fallthrough.split : undefined
  const third = Object.entries(split?.weights ?? {}).find(
    ([name, weight]) => weight > 0 && name !== variant && name !== other,
  )
  if (third !== undefined)
    throw new Failure('not-two', `it serves ${served(fallthrough)} now: a ramp is between two variants`, [
      'write the weights by the API, see docs/api.md',
    ])
  // All weights, so that the merge leaves none of another variant.
  const weights = { ...mapped(split?.weights, () => 0), [variant]: buckets, [other]: WHOLE - buckets }
  return { enabled: true, fallthrough: { split: { by: by ?? split?.by ?? 'targetingKey', weights } } }
}

function mapped(weights: Readonly<Record<string, number>> | undefined, to: () => number): Record<string, number> {
  return Object.fromEntries(Object.keys(weights ?? {}).map((name) => [name, to()]))
}

async function rollBack(
  session: Session,
  [flag = '']: readonly string[],
  { to: revision, reason, dryRun, yes = false }: ConfirmedOptions & { readonly to: number },
): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const now = await client.configurations.get({ ...place, flag })
  const tried = await client.configurations.rollBack({ ...place, flag, dryRun: true }, { revision, reason })
  if (dryRun) return session.print(tried, () => writtenText(tried, place, session, true))
  if (!yes) session.note(printable(tried.preview?.summary ?? ''))
  await session.confirm(`Roll ${printable(flag)} back to revision ${revision}?`, yes)
  const written = await client.configurations.rollBack(
    { ...place, flag },
    { revision, reason },
    { ifMatch: now.version },
  )
  session.print(written, () => writtenText(written, place, session, false))
}

async function copy(
  session: Session,
  [flag = '']: readonly string[],
  { from, to, reason, dryRun, yes = false }: ConfirmedOptions & { readonly from: string; readonly to: string },
): Promise<void> {
  const { project } = await session.settings()
  const client = await session.client()
  const place = { project, environment: to }
  const now = await client.configurations.get({ ...place, flag })
  const tried = await client.flags.copy({ project, flag, dryRun: true }, { from, to, reason })
  if (dryRun) return session.print(tried, () => writtenText(tried, place, session, true))
  if (!yes) session.note(printable(tried.preview?.summary ?? ''))
  await session.confirm(`Overwrite ${printable(flag)} in ${printable(to)}?`, yes)
  const written = await client.flags.copy({ project, flag }, { from, to, reason }, { ifMatch: now.version })
  session.print(written, () => writtenText(written, place, session, false))
}

type Written = ConfigurationResource & { readonly preview?: { readonly summary: string } | undefined }

function writtenText(written: Written, { project, environment }: Place, session: Session, tried: boolean): string {
  const state = stateOf(written)
  const mark = typeof state === 'string' ? state : session.paint(state.colour, state.text)
  const where = printable(`${written.flag} in ${project}/${environment}`)
  return [
    `${where}: ${tried ? 'would be ' : ''}${mark}, serves ${printable(serving(written))}${tried ? '' : ` (revision ${written.revision})`}`,
    ...(written.preview === undefined ? [] : [printable(written.preview.summary)]),
    ...(written.warnings ?? []).map((warning) => session.paint('yellow', `warning: ${printable(warning)}`)),
  ].join('\n')
}
