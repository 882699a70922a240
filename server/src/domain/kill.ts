/**
 * The kill switch: the off variant for everyone, whatever targets and rules say. Nothing else of the flag changes, so
 * that a restore brings back exactly what was.
 * @see docs/api.md, "Kill and restore"
 */
import type { AppliedResource, ConfigurationResource, KillTaggedResource } from '@halyard/admin-api'
import { suggest } from '@halyard/admin-api'
import type { Command } from './command.ts'
import { draft, environmentIn, missingReason } from './command.ts'
import type { FlagCommand } from './configuration-verbs.ts'
import { answerOf, findConfigured, resourceOf } from './configuration-verbs.ts'
import type { AuditDraft, Decision, Write } from './decision.ts'
import { refuse } from './decision.ts'
import type { Configuration } from './documents.ts'
import type { ProjectState } from './state.ts'

/** Needs no reason and no version: nothing may stand between a person and this. Idempotent. */
export function kill(state: ProjectState, command: FlagCommand): Decision<ConfigurationResource> {
  return setKilled(state, command, true)
}

/** Idempotent. */
export function restore(state: ProjectState, command: FlagCommand): Decision<ConfigurationResource> {
  return missingReason(command, [environmentIn(state, command.environment)]) ?? setKilled(state, command, false)
}

function setKilled(state: ProjectState, command: FlagCommand, killed: boolean): Decision<ConfigurationResource> {
  const found = findConfigured(state, command)
  if ('refusal' in found) return { outcome: 'refused', refusal: found.refusal }
  const { flag, before } = found
  const answer = answerOf(command)
  if (before.killed === killed) return { outcome: 'unchanged', answer }
  const [write, entry] = switched({ ...command, flag: flag.key }, before, killed)
  return { outcome: 'change', writes: [write], entries: [entry], answer, ignoresLimits: true }
}

function switched(command: FlagCommand, before: Configuration, killed: boolean): readonly [Write, AuditDraft] {
  const { environment, flag } = command
  const configuration = { ...before, killed, version: before.version + 1 }
  const action = killed ? 'flag.kill' : 'flag.restore'
  return [
    { put: 'configuration', environment, flag, configuration, onlyKilled: true },
    draft(action, resourceOf(command), configuration.version, command, { killed: !killed }, { killed }),
  ]
}

interface TagCommand extends Command {
  readonly environment: string
  readonly tag: string
}

type Killed = Omit<KillTaggedResource, keyof AppliedResource>

/**
 * Kills every flag with the tag that is not archived, as one. Idempotent. Refused where no flag has the tag: a misspelt
 * one must not look like a kill.
 */
export function killTagged(state: ProjectState, command: TagCommand): Decision<Killed> {
  const { environment: name, tag } = command
  const { configurations } = environmentIn(state, name)
  const flags = [...state.flags.values()].filter(({ archived, tags }) => !archived && tags.includes(tag))
  if (flags.length === 0) return noSuchTag(state, tag)
  const writes: Write[] = []
  const entries: AuditDraft[] = []
  for (const { key } of flags) {
    const before = configurations.get(key)
    if (before === undefined || before.killed) continue
    const [write, entry] = switched({ ...command, flag: key }, before, true)
    writes.push(write)
    entries.push(entry)
  }
  const changed = new Set(entries.map(({ resource }) => resource.key))
  const answer = (after: ProjectState): Killed => {
    const held = environmentIn(after, name)
    const killed = flags.map(({ key }) => {
      const { offVariant, version } = answerOf({ ...command, flag: key })(after)
      return {
        flag: key,
        killed: true as const,
        changed: changed.has(key),
        offVariant,
        revision: held.flagRevision(key),
        version,
      }
    })
    killed.sort((a, b) => (a.flag < b.flag ? -1 : 1))
    return { environment: name, tag, revision: held.revision, flags: killed, ...warningsOf(killed) }
  }
  return writes.length === 0
    ? { outcome: 'unchanged', answer }
    : { outcome: 'change', writes, entries, answer, ignoresLimits: true }
}

function noSuchTag({ flags }: ProjectState, tag: string) {
  const tags = new Set([...flags.values()].flatMap((flag) => (flag.archived ? [] : flag.tags)))
  const suggestion = suggest(tag, tags)
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`
  const detail = `No flag has the tag "${tag}": nothing was killed.${hint}`
  return refuse('invalid', detail, [
    { path: '/tag', value: tag, expected: 'a tag of a flag that is served', suggestion },
  ])
}

function warningsOf(killed: Killed['flags']): { readonly warnings?: readonly string[] } {
  const bare = killed.filter(({ offVariant }) => offVariant === null).map(({ flag }) => `"${flag}"`)
  if (bare.length === 0) return {}
  const warning = `Without off variant: ${bare.join(', ')}. Every caller of them gets the default in its own code.`
  return { warnings: [warning] }
}
