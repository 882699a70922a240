import type { FlagResource, PatchFlag, WrittenFlag } from '@halyard/admin-api'
import { type Command, Option } from 'commander'
import { misused } from '../failure.ts'
import { shown } from '../render/condition.ts'
import { revealsText } from '../render/reveals.ts'
import { outOfUse } from '../server/refusal.ts'
import type { Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { type Commands, type ConfirmedOptions, kind, MOMENT_FORM, many, moment, overwrite } from './command.ts'

interface UpdateOptions extends ConfirmedOptions {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly owner?: string | undefined
  readonly kind?: FlagResource['kind'] | undefined
  readonly tag?: readonly string[] | undefined
  readonly untag?: readonly string[] | undefined
  readonly expires?: string | undefined
  readonly expose?: boolean | undefined
  readonly hide?: boolean | undefined
}

const FIELDS = ['name', 'description', 'owner', 'kind', 'tags', 'expiresAt', 'exposeToClients'] as const

export function addUpdate(commands: Commands, parent: Command): void {
  const updating = overwrite('update <flag>', 'change what a flag is, in every environment; what it serves stays')
    .option('--name <text>', 'for people')
    .option('--description <text>', 'for people; "" takes it away')
    .option('--owner <text>', 'whom to ask; "" takes it away')
    .addOption(kind())
    .addOption(many('--tag <tag>', 'a tag more, and those that it has stay; more than once'))
    .addOption(many('--untag <tag>', 'a tag less; more than once'))
    .option('--expires <date>', `a reminder, ${MOMENT_FORM}; "" takes it away`, moment)
    .addOption(new Option('--expose', 'browsers may see it: every visitor can read its rules').conflicts('hide'))
    .option('--hide', 'browsers may not see it any more: they get the default in their code')
    .addHelpText(
      'after',
      '\nAsks before a flag is exposed, and says what visitors come to see by it; nothing else is asked.',
    )
  commands.add<UpdateOptions>(parent, updating, update)
}

async function update(session: Session, [flag = '']: readonly string[], options: UpdateOptions): Promise<void> {
  const { reason, dryRun = false, yes = false } = options
  const { project } = await session.settings()
  const fields = fieldsOf(options)
  const client = await session.client()
  const now = await client.flags.get({ project, flag })
  const changes = { ...fields, ...tagsOf(now, options), reason }
  const exposes = changes.exposeToClients === true && !now.exposeToClients
  const write = (only: boolean): Promise<WrittenFlag> =>
    client.flags.update({ project, flag, dryRun: only }, changes, { ifMatch: now.version }).catch(outOfUse(flag))
  if (dryRun || exposes) {
    const tried = await write(true)
    if (dryRun) return session.print(tried, () => updatedText(now, tried, session, true))
    if (!yes) session.note(revealsText(tried.reveals ?? []))
    await session.confirm(`Let every visitor see ${printable(flag)}?`, yes)
  }
  const written = await write(false)
  session.print(written, () => updatedText(now, written, session, false))
}

/** What was named. @throws Failure where nothing was */
export function fieldsOf(options: UpdateOptions): PatchFlag {
  const { name, description, owner, kind, tag, untag, expires, expose, hide } = options
  const given = [name, description, owner, kind, tag, untag, expires, expose, hide]
  if (given.every((value) => value === undefined))
    throw misused('nothing to change', 'halyard flags update --help tells what can be')
  return {
    name,
    description: orNull(description),
    owner: orNull(owner),
    kind,
    expiresAt: orNull(expires),
    exposeToClients: expose ? true : hide ? false : undefined,
  }
}

/** An empty text takes away what was there. */
function orNull(text: string | undefined): string | null | undefined {
  return text === '' ? null : text
}

/** All tags that it is to have: the API replaces them, and by a tag flags are found and killed, so none goes unnamed. */
export function tagsOf(
  { tags }: Pick<FlagResource, 'tags'>,
  { tag = [], untag = [] }: Pick<UpdateOptions, 'tag' | 'untag'>,
): Pick<PatchFlag, 'tags'> {
  if (tag.length + untag.length === 0) return {}
  const unclear = untag.find((one) => tag.includes(one))
  if (unclear !== undefined) throw misused(`${JSON.stringify(unclear)} is both to have and to lose`)
  const unknown = untag.find((one) => !tags.includes(one))
  if (unknown !== undefined)
    throw misused(
      `it has no tag ${JSON.stringify(unknown)}`,
      tags.length === 0 ? 'it has none' : `it has: ${tags.join(', ')}`,
    )
  return { tags: [...new Set([...tags.filter((one) => !untag.includes(one)), ...tag])] }
}

function updatedText(before: FlagResource, after: WrittenFlag, session: Session, tried: boolean): string {
  const changed = FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
  const name = printable(after.key)
  if (changed.length === 0) return `${name} is so already: nothing ${tried ? 'would be' : 'was'} changed`
  return [
    `${tried ? 'would change' : 'changed'} ${name}:`,
    ...changed.map((field) => `  ${field}: ${shown(before[field])} → ${shown(after[field])}`),
    ...(after.reveals === undefined ? [] : [revealsText(after.reveals)]),
    ...(after.warnings ?? []).map((warning) => session.paint('yellow', `warning: ${printable(warning)}`)),
  ].join('\n')
}
