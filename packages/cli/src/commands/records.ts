import { type AdminClient, suggest } from '@halyard/admin-api'
import type { Command } from 'commander'
import { Failure } from '../failure.ts'
import { everyItem, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, command, MOMENT_FORM, moment, wholeNumber } from './command.ts'

interface CountOptions {
  readonly limit: number
}

interface AuditOptions extends CountOptions {
  readonly flag?: string | undefined
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

interface VerifyOptions {
  readonly head?: string | undefined
  readonly seq?: number | undefined
}

const limited = (made: Command): Command =>
  made.option('-n, --limit <count>', 'how many, at most 1,000', wholeNumber, 20)

/** What happened, and who is there: reads only. */
export function addRecords(commands: Commands, parent: Command, flags: Command): void {
  const audit = command('audit', 'who changed what, and why').copyInheritedSettings(parent)
  parent.addCommand(audit)
  const listing = limited(command('list', 'the changes of a project, newest first'))
    .option('--flag <flag>', 'of one flag')
    .option('--actor <token>', 'by one token, by id or name')
    .option('--action <action>', 'such as flag.kill')
    .option('--from <date>', `not before this, ${MOMENT_FORM}`, moment)
    .option('--to <date>', 'before this', moment)
  commands.add<AuditOptions>(audit, listing, listAudit)
  const verifying = command('verify', 'whether every entry follows from the one before it; exits with 1 if not')
    .option('--head <hash>', 'a head that was kept elsewhere')
    .option('--seq <seq>', 'where that head was', wholeNumber)
  commands.add<VerifyOptions>(audit, verifying, verifyAudit)
  commands.add(parent, command('connections', 'which SDKs are connected, and what each has'), connections)
  commands.add<CountOptions>(
    flags,
    limited(command('history <flag>', 'the revisions of a flag, newest first')),
    history,
  )
}

async function listAudit(session: Session, _: readonly string[], options: AuditOptions): Promise<void> {
  const { project } = await session.settings()
  const client = await session.client()
  // Only where it was asked for: after an incident nobody should look through another environment's entries.
  const { environment } = session.options
  const page = await client.audit.list({ project, ...options, environment })
  session.print(page, () =>
    page.items.length === 0
      ? 'nothing matches'
      : session.table(
          ['SEQ', 'AT', 'WHO', 'ACTION', 'WHAT', 'WHY'],
          page.items.map(({ seq, at, actor, action, resource, reason }) => [
            String(seq),
            at,
            actor.name,
            action,
            resource.environment === null ? resource.key : `${resource.key} in ${resource.environment}`,
            reason ?? '',
          ]),
        ),
  )
  if (session.options.json) return
  if (page.items.length === 0) for (const line of await meant(client, project, options)) session.note(printable(line))
  const last = page.items.at(-1)
  if (page.nextCursor !== null && last !== undefined)
    session.note(printable(`there are more: -n shows up to 1,000, and --to ${last.at} what was before these`))
}

/** What may have been meant where nothing matched, as far as there are names to compare with. */
async function meant(client: AdminClient, project: string, options: AuditOptions): Promise<readonly string[]> {
  const { flag, actor, action } = options
  const near = async (what: string, given: string | undefined, names: () => Promise<readonly string[]>) => {
    // A hint is worth no failure: who may read the audit need not be allowed to read these.
    const known = given === undefined ? [] : await names().catch(() => [])
    const nearest = given === undefined || known.includes(given) ? undefined : suggest(given, known)
    return nearest === undefined
      ? []
      : [`no ${what} is ${JSON.stringify(given)}. Did you mean ${JSON.stringify(nearest)}?`]
  }
  const flags = () => everyItem((cursor) => client.flags.list({ project, state: 'all', limit: 1_000, cursor }))
  const recent = async () => (await client.audit.list({ project, limit: 1_000 })).items
  const hints = await Promise.all([
    near('flag', flag, async () => (await flags()).map(({ key }) => key)),
    near('actor of the last 1,000 entries', actor, async () =>
      (await recent()).flatMap((entry) => [entry.actor.name, entry.actor.id]),
    ),
    near('action of the last 1,000 entries', action, async () =>
      (await recent()).flatMap((entry) => [entry.action, entry.action.split('.')[0] ?? '']),
    ),
  ])
  return hints.flat()
}

async function verifyAudit(session: Session, _: readonly string[], options: VerifyOptions): Promise<void> {
  const { project } = await session.settings()
  const client = await session.client()
  const { valid, ...rest } = await client.audit.verify({ project, ...options })
  if (valid) {
    const { entries, head } = rest
    session.print({ valid, ...rest }, () =>
      printable(`valid: ${entries} entries, the last is ${head.seq} with ${head.hash}`),
    )
    return
  }
  const what =
    rest.isSameHead === false ? 'its head is not the one that was given' : `first bad entry: ${rest.firstBadSeq}`
  throw new Failure('audit-invalid', `the audit of ${project} does not hold together: ${what}`)
}

async function connections(session: Session): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const items = await everyItem((cursor) => client.environments.connections({ ...place, limit: 1_000, cursor }))
  session.print({ ...place, items }, () =>
    items.length === 0
      ? `nobody is connected to ${printable(`${place.project}/${place.environment}`)}`
      : session.table(
          ['INSTANCE', 'SDK', 'AUDIENCE', 'KEY', 'REVISION', 'STATE', 'SINCE'],
          items.map(({ instance, sdk, version, audience, key, revision, state, connectedAt }) => [
            instance ?? '(unnamed)',
            [sdk, version].filter((part) => part !== null).join('/'),
            audience,
            key ?? '', // Releases before say none.
            revision === null ? '' : String(revision),
            state === 'current' ? { text: state, colour: 'green' } : { text: state, colour: 'yellow' },
            connectedAt,
          ]),
        ),
  )
}

async function history(session: Session, [flag = '']: readonly string[], { limit }: CountOptions): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const page = await client.configurations.history({ ...place, flag, limit })
  session.print(page, () =>
    session.table(
      [`REVISION (${place.environment})`, 'AT', 'WHO', 'ACTION', 'WHY'],
      page.items.map(({ revision, at, actor, action, reason }) => [
        String(revision),
        at,
        actor.name,
        action,
        reason ?? '',
      ]),
    ),
  )
}
