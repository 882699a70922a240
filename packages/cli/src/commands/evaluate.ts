import { readFile } from 'node:fs/promises'
import { type AdminClient, suggest } from '@halyard/admin-api'
import type { Command } from 'commander'
import { Failure, misused } from '../failure.ts'
import { shown } from '../render/condition.ts'
import { explanationText } from '../render/explanation.ts'
import { everyItem, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { readAll, type World } from '../world.ts'
import { type Commands, command, many, wholeNumber } from './command.ts'

interface EvaluateOptions {
  readonly key?: string | undefined
  readonly attribute?: readonly string[] | undefined
  readonly context?: string | undefined
  readonly revision?: number | undefined
}

type Context = Record<string, unknown>

export function addEvaluate(commands: Commands, parent: Command): void {
  const evaluating = command('evaluate [flags...]', 'what somebody gets, and why; of all flags unless some are named')
    .option('-k, --key <targetingKey>', 'who')
    .addOption(many('-a, --attribute <name=value>', 'an attribute; JSON, or text where it is none; more than once'))
    .option('--context <json>', 'the whole context; @file reads it from a file, - from standard input')
    .option('--revision <revision>', 'by the rules as of then', wholeNumber)
  commands.add<EvaluateOptions>(parent, evaluating, evaluate)
}

async function evaluate(session: Session, flags: readonly string[], options: EvaluateOptions): Promise<1 | void> {
  const context = await contextOf(options, session.world)
  const place = await session.place()
  const client = await session.client()
  const named = flags.length === 0 ? undefined : [...flags]
  const answer = await client.environments.evaluate(place, { context, flags: named, revision: options.revision })
  const all = Object.values(answer.flags)
  session.print(answer, () =>
    named === undefined
      ? session.table(
          ['FLAG', 'VALUE', 'VARIANT', 'REASON'],
          all.map(({ flagKey, value, variant, reason, errorCode }) => [
            flagKey,
            value === undefined ? '(the default in the code)' : shown(value),
            variant ?? '',
            errorCode === undefined ? reason : `${reason} ${errorCode}`,
          ]),
        )
      : all.map((one) => explanationText(one, session.paint)).join('\n\n'),
  )
  const missing = all.filter(({ errorCode }) => errorCode === 'FLAG_NOT_FOUND').map(({ flagKey }) => flagKey)
  if (named === undefined || missing.length === 0) return
  if (!session.options.json)
    for (const line of await missingLines(client, place.project, named, missing, options)) session.note(line)
  return 1
}

/** What may have been meant by flags that are not there. */
async function missingLines(
  client: AdminClient,
  project: string,
  named: readonly string[],
  missing: readonly string[],
  { key }: EvaluateOptions,
): Promise<readonly string[]> {
  const flags = await everyItem((cursor) => client.flags.list({ project, state: 'all', limit: 1_000, cursor }))
  const known = flags.map((flag) => flag.key)
  return missing.map((one) => {
    if (known.includes(one)) return printable(`"${one}" is archived: halyard flags unarchive ${one}`)
    const nearest = suggest(one, known)
    if (nearest !== undefined) return printable(`there is no flag "${one}". Did you mean "${nearest}"?`)
    const isWho = one !== named[0] && key === undefined
    return printable(`there is no flag "${one}"${isWho ? `; if that is who asks: --key ${one}` : ''}`)
  })
}

/** Context, then attributes, then the key: what is said last and shortest wins. */
export async function contextOf(
  { key, attribute = [], context }: EvaluateOptions,
  world: Pick<World, 'input'>,
): Promise<Context> {
  const base = context === undefined ? {} : parsed(await textOf(context, world))
  const attributes = Object.fromEntries(attribute.map(attributeOf))
  return { ...base, ...attributes, ...(key === undefined ? undefined : { targetingKey: key }) }
}

async function textOf(context: string, { input }: Pick<World, 'input'>): Promise<string> {
  if (context === '-') return readAll(input)
  if (!context.startsWith('@')) return context
  try {
    return await readFile(context.slice(1), 'utf8')
  } catch (error) {
    throw new Failure('no-file', `${context.slice(1)} cannot be read: ${error instanceof Error ? error.message : ''}`)
  }
}

function parsed(text: string): Context {
  let context: unknown
  try {
    context = JSON.parse(text)
  } catch {
    throw misused('--context is no JSON', `such as --context '{"targetingKey": "u-17", "plan": "pro"}'`)
  }
  if (typeof context !== 'object' || context === null || Array.isArray(context))
    throw misused('--context is no JSON object', `such as --context '{"targetingKey": "u-17", "plan": "pro"}'`)
  return context as Context
}

/** What it means as JSON, or the text: also for a number that would lose something, as the version 1.10 would. */
function jsonOr(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'number' && String(value) !== text ? text : value
  } catch {
    return text
  }
}

function attributeOf(text: string): readonly [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw misused(`--attribute is name=value, got ${JSON.stringify(text)}`, 'such as --attribute plan=pro')
  const value = text.slice(at + 1)
  return [text.slice(0, at), jsonOr(value)]
}
