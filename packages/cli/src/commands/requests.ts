import {
  AdminApiError,
  CHANGE_REQUEST_STATES,
  type ChangeRequestResource,
  type ChangeRequestState,
} from '@halyard/admin-api'
import { type Command, Option } from 'commander'
import { shown } from '../render/condition.ts'
import { isUnapproved, refusal } from '../server/refusal.ts'
import { everyItem, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import {
  type Commands,
  type ConfirmedOptions,
  command,
  overwrite,
  type WriteOptions,
  wholeNumber,
  write,
} from './command.ts'

interface ListOptions {
  readonly state: ChangeRequestState
}

interface JudgeOptions extends ConfirmedOptions {
  /** The version that was seen. */
  readonly seen?: number | undefined
}

type Step = 'approve' | 'reject' | 'withdraw' | 'apply'

/** What is judged is what was seen: its author may edit it until then. */
const JUDGED = {
  approve: { summary: 'approve what somebody else asked for, exactly as it was shown', question: 'Approve it?' },
  reject: { summary: 'reject what somebody else asked for, for good', question: 'Reject it for good?' },
  apply: { summary: 'make an approved change, all of it or nothing', question: 'Apply it?' },
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
  for (const [step, { summary, question }] of Object.entries(JUDGED) as [
    keyof typeof JUDGED,
    (typeof JUDGED)['apply'],
  ][]) {
    const judging = overwrite(`${step} <id>`, summary)
      .option('--seen <version>', 'only the version that you saw: requests get shows it; asks nothing', wholeNumber)
      .addHelpText('after', '\nShows it and asks first; what was edited meanwhile is refused.')
    commands.add<JudgeOptions>(requests, judging, (session, [id = ''], options) =>
      judge(session, step, id, question, options),
    )
  }
  const withdrawing = write('withdraw <id>', 'take back what you asked for')
  commands.add<WriteOptions>(requests, withdrawing, (session, [id = ''], options) =>
    take(session, 'withdraw', id, options),
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

async function judge(
  session: Session,
  step: Step,
  id: string,
  question: string,
  { seen, yes = false, ...options }: JudgeOptions,
): Promise<void> {
  if (seen !== undefined) return take(session, step, id, options, seen)
  const place = await session.place()
  const client = await session.client()
  const { version, ...request } = await client.changeRequests.get({ ...place, id })
  if (!yes && options.dryRun !== true) {
    // What is refused is refused before anybody is asked.
    await stepped(session, step, id, { ...options, dryRun: true }, version)
    session.note(requestText({ version, ...request }))
    await session.confirm(question, yes, `--seen ${version}`)
  }
  await take(session, step, id, options, version)
}

async function take(session: Session, step: Step, id: string, options: WriteOptions, ifMatch?: number): Promise<void> {
  const request = await stepped(session, step, id, options, ifMatch)
  session.print(request, () => `${options.dryRun ? 'would be:\n' : ''}${requestText(request)}`)
}

async function stepped(
  session: Session,
  step: Step,
  id: string,
  { reason, dryRun }: WriteOptions,
  ifMatch: number | undefined,
): Promise<ChangeRequestResource> {
  const place = await session.place()
  const client = await session.client()
  return client.changeRequests[step]({ ...place, id, dryRun }, { reason }, { ifMatch }).catch((error: unknown) => {
    if (isUnapproved(error)) throw refusal(error.problem, [`others can: halyard requests approve ${id}`])
    if (error instanceof AdminApiError && error.code === 'version-conflict')
      throw refusal(error.problem, [`it was edited: halyard requests get ${id} shows it as it is now`])
    throw error
  })
}

function requestText(request: ChangeRequestResource): string {
  const { id, state, version, title, author, approvals, requiredApprovals, reason, preview, conflicts } = request
  const names = approvals.map(({ by }) => by.name).join(', ')
  return [
    printable(`${id}: ${state}${title === null ? '' : `, ${title}`}, by ${author.name}, version ${version}`),
    ...(reason === null ? [] : [printable(`why: ${reason}`)]),
    printable(`approved by ${approvals.length} of ${requiredApprovals}${names === '' ? '' : `: ${names}`}`),
    printable(preview.summary),
    ...preview.changes.map(({ path, before, after }) => `  ${printable(path)}: ${shown(before)} → ${shown(after)}`),
    ...conflicts.map(({ path }) => printable(`  changed by somebody since: ${path}`)),
  ].join('\n')
}
