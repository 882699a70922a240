import type { ConfigurationResource, UsageResource } from '@halyard/admin-api'
import type { Command } from 'commander'
import { revealsText } from '../render/reveals.ts'
import { serving, stateOf } from '../render/serving.ts'
import { outOfUse } from '../server/refusal.ts'
import { everyItem, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, type ConfirmedOptions, overwrite } from './command.ts'

/** The end of a flag, and the way back. Removing one for good is for the API alone. */
export function addArchive(commands: Commands, parent: Command): void {
  const archiving = overwrite(
    'archive <flag>',
    'serve a flag to nobody any more, in every environment; all of it is kept',
  )
  commands.add<ConfirmedOptions>(parent, archiving, archive)
  const returning = overwrite('unarchive <archived-flag>', 'bring an archived flag back, which serves what it served')
  commands.add<ConfirmedOptions>(parent, returning, unarchive)
}

async function archive(
  session: Session,
  [flag = '']: readonly string[],
  { reason, dryRun, yes = false }: ConfirmedOptions,
): Promise<void> {
  const { project } = await session.settings()
  const client = await session.client()
  const [now, usage] = await Promise.all([client.flags.get({ project, flag }), client.flags.usage({ project, flag })])
  const { obstacles } = usage
  const name = printable(flag)
  if (now.archived) return session.print({ ...now, obstacles }, () => `${name} is archived already`)
  const write = (only: boolean): Promise<undefined> =>
    client.flags.delete({ project, flag, dryRun: only }, { reason }, { ifMatch: now.version }).catch(outOfUse(flag))
  // What is refused is refused before anybody is asked.
  await write(true)
  if (dryRun)
    return session.print({ ...now, archived: true, obstacles }, () =>
      [...usageLines(usage), `would be archived: ${name}`].join('\n'),
    )
  if (!yes) session.note(usageLines(usage).join('\n'))
  await session.confirm(`Archive ${name}?`, yes)
  await write(false)
  session.print({ ...(await client.flags.get({ project, flag })), obstacles }, () =>
    [
      `archived ${name}: apps that still ask for it get the default in their code`,
      `it is kept as it is: halyard flags unarchive ${name}`,
    ].join('\n'),
  )
}

/** Who would notice. */
function usageLines({ obstacles, environments }: UsageResource): string[] {
  const on = environments.filter(({ enabled, killed }) => enabled && !killed).map(({ environment }) => environment)
  return [
    on.length === 0 ? 'it is on nowhere' : printable(`it is on in ${on.join(', ')}`),
    ...(obstacles.length === 0 ? ['no SDK has reported an evaluation within a day'] : obstacles.map(printable)),
  ]
}

async function unarchive(
  session: Session,
  [flag = '']: readonly string[],
  { reason, dryRun, yes = false }: ConfirmedOptions,
): Promise<void> {
  const { project } = await session.settings()
  const client = await session.client()
  const now = await client.flags.get({ project, flag })
  const name = printable(flag)
  if (!now.archived) return session.print(now, () => `${name} is not archived`)
  const environments = await everyItem((cursor) => client.environments.list({ project, cursor }))
  const configurations = await Promise.all(
    environments.map(({ key }) => client.configurations.get({ project, environment: key, flag })),
  )
  const change = { archived: false, reason }
  const options = { ifMatch: now.version }
  const tried = await client.flags.update({ project, flag, dryRun: true }, change, options).catch(outOfUse(flag))
  const served = [
    ...configurations.map((one) => configurationLine(one, session)),
    ...(tried.reveals === undefined ? [] : [revealsText(tried.reveals)]),
  ]
  if (dryRun) return session.print(tried, () => [`would come back: ${name}`, ...served].join('\n'))
  if (!yes) session.note([`${name} would serve again:`, ...served].join('\n'))
  await session.confirm(`Bring ${name} back?`, yes)
  const written = await client.flags.update({ project, flag }, change, options).catch(outOfUse(flag))
  session.print(written, () => [`${name} is back:`, ...served].join('\n'))
}

function configurationLine(one: ConfigurationResource, session: Session): string {
  const state = stateOf(one)
  const mark = typeof state === 'string' ? state : session.paint(state.colour, state.text)
  return `  ${printable(one.environment)}: ${mark}, serves ${printable(serving(one))}`
}
