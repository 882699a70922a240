import { CHANGE_REQUEST_STATES, type ChangeRequestResource, type ChangeRequestState } from '@halyard/admin-api'
import { type Command, Option } from 'commander'
import { shown } from '../render/condition.ts'
import { isUnapproved, refusal } from '../server/refusal.ts'
import { everyItem, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, command, type WriteOptions, write } from './command.ts'

interface ListOptions {
  readonly state: ChangeRequestState
}

const STEPS = {
  approve: 'approve what somebody else asked for, exactly as it is',
  reject: 'reject what somebody else asked for, for good',
  withdraw: 'take back what you asked for',
  apply: 'make an approved change, all of it or nothing',
} as const

/** What `--request` began, to its end. */
export function addRequests(commands: Commands, parent: Command): void {
  const requests = command('requests', 'changes that were asked for').copyInheritedSettings(parent)
  parent.addCommand(requests)
  const listing = command('list', 'those of the environment, newest first').addOption(
    new Option('--state <state>', 'which').choices(CHANGE_REQUEST_STATES).default('open'),
  )
  commands.add<ListOptions>(requests, listing, list)
  commands.add(requests, command('get <id>', 'one, with what it changes and whom it moves'), get)
  for (const [step, summary] of Object.entries(STEPS) as [keyof typeof STEPS, string][])
    commands.add<WriteOptions>(requests, write(`${step} <id>`, summary), (session, [id = ''], options) =>
      take(session, step, id, options),
    )
}

async function list(session: Session, _: readonly string[], { state }: ListOptions): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const items = await everyItem((cursor) => client.changeRequests.list({ ...place, state, limit: 1_000, cursor }))
  session.print({ ...place, items }, () =>
    items.length === 0
      ? `nothing is ${state}`
      : session.table(
          ['ID', 'STATE', 'APPROVALS', 'BY', 'TITLE', 'WHY'],
          items.map((one) => [
            one.id,
            one.state,
            `${one.approvals.length} of ${one.requiredApprovals}`,
            one.author.name,
            one.title ?? '',
            one.reason ?? '',
          ]),
        ),
  )
}

async function get(session: Session, [id = '']: readonly string[]): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const request = await client.changeRequests.get({ ...place, id })
  session.print(request, () => requestText(request))
}

async function take(
  session: Session,
  step: keyof typeof STEPS,
  id: string,
  { reason, dryRun }: WriteOptions,
): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const request = await client.changeRequests[step]({ ...place, id, dryRun }, { reason }).catch((error: unknown) => {
    throw isUnapproved(error) ? refusal(error.problem, [`others can: halyard requests approve ${id}`]) : error
  })
  session.print(request, () => `${dryRun ? 'would be:\n' : ''}${requestText(request)}`)
}

function requestText(request: ChangeRequestResource): string {
  const { id, state, title, author, approvals, requiredApprovals, reason, preview, conflicts } = request
  const names = approvals.map(({ by }) => by.name).join(', ')
  return [
    printable(`${id}: ${state}${title === null ? '' : `, ${title}`}, by ${author.name}`),
    ...(reason === null ? [] : [printable(`why: ${reason}`)]),
    printable(`approved by ${approvals.length} of ${requiredApprovals}${names === '' ? '' : `: ${names}`}`),
    printable(preview.summary),
    ...preview.changes.map(({ path, before, after }) => `  ${printable(path)}: ${shown(before)} → ${shown(after)}`),
    ...conflicts.map(({ path }) => printable(`  changed by somebody since: ${path}`)),
  ].join('\n')
}
