import type { AppliedResource } from '@halyard/admin-api'
import type { Command } from 'commander'
import { MISTAKEN_RESTORE } from '../completion/candidates.ts'
import { Failure, misused } from '../failure.ts'
import { receiptsText } from '../render/receipts.ts'
import { serving } from '../render/serving.ts'
import type { Place, Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, seconds, type WriteOptions, write } from './command.ts'

interface WaitOptions extends WriteOptions {
  /** Seconds. */
  readonly wait: number
  readonly requireAll?: boolean | undefined
}

interface KillOptions extends WaitOptions {
  readonly tag?: string | undefined
}

/** The most that a server waits. */
const LONGEST_WAIT_S = 30

function waiting(command: Command): Command {
  return command
    .option('--wait <seconds>', 'how long to wait for receipts, at most 30', seconds(LONGEST_WAIT_S), 5)
    .option('--require-all', 'exit with 1 unless every backend that is there has confirmed')
}

/** `kill` and `restore`; at the top too, for whoever types them in a hurry. */
export function addSwitches(commands: Commands, ...parents: readonly Command[]): void {
  for (const parent of parents) {
    const killing = waiting(write('kill [flag]', 'serve the off variant to everyone, now'))
      .option('--tag <tag>', 'all flags with this tag, as one')
      .addHelpText('after', '\nWaits for receipts; the kill itself waits for nothing and never needs an approval.')
    commands.add<KillOptions>(parent, killing, kill)
    // Refused in words of our own.
    killing.allowExcessArguments()
    commands.add<WaitOptions>(parent, waiting(write('restore <flag>', 'bring back what was before the kill')), restore)
    const mistaken = waiting(write(`${MISTAKEN_RESTORE} [flag]`, 'restore')).allowExcessArguments()
    commands.add<WaitOptions>(parent, mistaken, async (_, [flag = '<flag>']) => {
      throw misused(`there is no ${MISTAKEN_RESTORE}: what ends a kill is restore`, `halyard restore ${flag}`)
    })
  }
}

async function kill(session: Session, [flag, ...others]: readonly string[], options: KillOptions): Promise<1 | void> {
  const { tag, reason, dryRun } = options
  if ((flag === undefined) === (tag === undefined) || others.length > 0)
    throw misused('kill one flag, or all with a tag', 'halyard kill <flag>', 'halyard kill --tag <tag>')
  if (tag !== undefined) return killTag(session, tag, options)
  const { client, place } = await ready(session, options)
  const killed = await client.configurations.kill(
    { ...place, flag: flag ?? '', dryRun, ...waitOf(options) },
    { reason },
  )
  if (!dryRun && (killed.flag !== flag || killed.environment !== place.environment || killed.killed !== true))
    throw new Failure('not-halyard', 'what answers there does not say that this flag is killed', ['halyard status'])
  const verb = dryRun ? 'would be killed' : 'killed'
  session.print(killed, () => {
    const where = `${printable(killed.flag)} in ${named(place)}`
    const now = `${where} serves ${printable(serving({ ...killed, killed: true }))} to everyone`
    const text = dryRun ? `${verb}: ${now}` : `${receiptsText(verb, named(place), killed, session)}\n${now}`
    return [text, ...warned(killed.warnings, session)].join('\n')
  })
  return verdict(killed, options)
}

async function killTag(session: Session, tag: string, options: KillOptions): Promise<1 | void> {
  const { reason, dryRun } = options
  const { client, place } = await ready(session, options)
  const killed = await client.configurations.killTagged({ ...place, dryRun, ...waitOf(options) }, { tag, reason })
  session.print(killed, () => {
    const flags = killed.flags.map(
      ({ flag, changed }) => `  ${printable(flag)}${changed ? '' : ' (was killed before)'}`,
    )
    const count = `${flags.length} flag${flags.length === 1 ? '' : 's'} tagged ${printable(tag)}`
    const head = dryRun
      ? `would be killed: ${count}`
      : `${receiptsText('killed', named(place), killed, session)}\n${count}:`
    return [head, ...flags, ...warned(killed.warnings, session)].join('\n')
  })
  return verdict(killed, options)
}

async function restore(session: Session, [flag = '']: readonly string[], options: WaitOptions): Promise<1 | void> {
  const { reason, dryRun } = options
  const { client, place } = await ready(session, options)
  const restored = await client.configurations.restore({ ...place, flag, dryRun, ...waitOf(options) }, { reason })
  session.print(restored, () => {
    const where = `${printable(restored.flag)} in ${named(place)}`
    const now = `${where} serves ${printable(serving({ ...restored, killed: false }))}`
    return dryRun ? `would be restored: ${now}` : `${receiptsText('restored', named(place), restored, session)}\n${now}`
  })
  return verdict(restored, options)
}

function named({ project, environment }: Place): string {
  return printable(`${project}/${environment}`)
}

async function ready(session: Session, { wait }: WaitOptions) {
  const place = await session.place()
  return { place, client: await session.client(wait * 1000) }
}

function waitOf({ wait, dryRun }: WaitOptions): { readonly waitFor?: number; readonly timeoutMs?: number } {
  return dryRun ? {} : { waitFor: 1, timeoutMs: wait * 1000 }
}

function warned(warnings: readonly string[] | undefined, { paint }: Session): string[] {
  return (warnings ?? []).map((warning) => paint('yellow', `warning: ${printable(warning)}`))
}

/** It is done, whoever lags: that is 0. Who must know that everyone has it says so. */
function verdict({ applied, connected, polling }: AppliedResource, { requireAll, dryRun }: WaitOptions): 1 | void {
  if (requireAll && !dryRun && (applied < connected || polling > 0)) return 1
}
