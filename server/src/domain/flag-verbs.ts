import { isDeepStrictEqual } from 'node:util'
import type { FlagResource, PatchFlag } from '@halyard/admin-api'
import type { Command } from './command.ts'
import { basedOn, draft, missingReason, staleVersion } from './command.ts'
import { configurationProblems, unknownVariants } from './configuration-check.ts'
import { saltCollision, tooManyFlags } from './create-flag.ts'
import type { Decision, Problem, Refusal, Resource } from './decision.ts'
import { refuse } from './decision.ts'
import type { Flag } from './documents.ts'
import { findFlag } from './find-flag.ts'
import { flagProblems } from './flag-check.ts'
import type { Limits } from './limits.ts'
import { mergePatch } from './merge-patch.ts'
import { servedUnderApproval } from './protection.ts'
import { flagResource } from './resources.ts'
import type { ProjectState } from './state.ts'

export interface FlagWideCommand extends Command {
  readonly flag: string
}

/** Changes what the merge patch names. The scope holds every environment: variants are used in all of them. */
export function patchFlag(
  state: ProjectState,
  command: FlagWideCommand & { readonly input: PatchFlag },
  limits: Limits,
): Decision<FlagResource> {
  const before = findFlag(state, command.flag)
  if ('code' in before) return { outcome: 'refused', refusal: before }
  const based = basedOn(command, command.input.version)
  const conflict = staleVersion(based, resourceOf(before), before.version, flagResource(before))
  if (conflict !== undefined) return conflict
  const lasting = changesOfIdentity(before, command.input)
  if (lasting.length > 0) return refuse('invalid', 'A flag keeps its key and its type.', lasting)
  const after = patched(before, command.input)
  if (before.archived && after.archived && !isDeepStrictEqual(before, after)) {
    return refuse('flag-archived', `The flag "${before.key}" is archived. PATCH it with {"archived": false} first.`)
  }
  const refusal = after.archived ? stillNeeded(state, before) : patchRefusal(state, before, after, limits)
  if (refusal !== undefined) return { outcome: 'refused', refusal }
  return commit(state, command, before, after, 'flag.update')
}

/** Takes a flag out of every ruleset. Everything about it is kept, and comes back when it is no longer archived. */
export function archiveFlag(state: ProjectState, command: FlagWideCommand): Decision<FlagResource> {
  const before = findFlag(state, command.flag)
  if ('code' in before) return { outcome: 'refused', refusal: before }
  const conflict = staleVersion(command, resourceOf(before), before.version, flagResource(before))
  if (conflict !== undefined) return conflict
  const refusal = stillNeeded(state, before)
  if (refusal !== undefined) return { outcome: 'refused', refusal }
  return commit(state, command, before, { ...before, archived: true }, 'flag.archive')
}

/** Removes an archived flag and its configurations for good. Its key stays taken. */
export function purgeFlag(state: ProjectState, command: FlagWideCommand): Decision<undefined> {
  const before = findFlag(state, command.flag)
  if ('code' in before) return { outcome: 'refused', refusal: before }
  const refused =
    staleVersion(command, resourceOf(before), before.version, flagResource(before)) ??
    missingReason(command, state.environments.values())
  if (refused !== undefined) return refused
  if (!before.archived) {
    return refuse(
      'in-use',
      `The flag "${before.key}" is still served. DELETE it without \`purge\` first: that archives it.`,
    )
  }
  const entry = draft('flag.purge', resourceOf(before), before.version + 1, command, flagResource(before), null)
  return {
    outcome: 'change',
    writes: [{ remove: 'flag', flag: before.key }],
    entries: [entry],
    answer: () => undefined,
  }
}

function commit(
  state: ProjectState,
  command: FlagWideCommand,
  before: Flag,
  after: Flag,
  action: string,
): Decision<FlagResource> {
  if (isDeepStrictEqual(before, after)) return { outcome: 'unchanged', answer: () => flagResource(before) }
  const refused = isServedAlike(before, after)
    ? undefined
    : (servedUnderApproval(state, before, after) ?? missingReason(command, state.environments.values()))
  if (refused !== undefined) return refused
  const flag = { ...after, version: before.version + 1, updatedAtMs: command.nowMs }
  return {
    outcome: 'change',
    writes: [{ put: 'flag', flag }],
    entries: [draft(action, resourceOf(flag), flag.version, command, flagResource(before), flagResource(flag))],
    answer: () => flagResource(flag),
  }
}

/** What was got may come back, but as another flag it would change nothing. */
function changesOfIdentity(before: Flag, input: PatchFlag): readonly Problem[] {
  return (['key', 'type'] as const)
    .filter((field) => input[field] !== undefined && input[field] !== before[field])
    .map((field) => ({ path: `/${field}`, value: input[field], expected: `${before[field]}, or nothing` }))
}

function patched(before: Flag, input: PatchFlag): Flag {
  const { variants, metadata, tags, name, description, owner, kind, exposeToClients, salt, expiresAt, archived } = input
  const fields = { name, description, owner, kind, exposeToClients, salt, expiresAt, archived }
  return {
    ...before,
    ...withoutUndefined(fields),
    ...(tags === undefined ? undefined : { tags: [...new Set(tags ?? [])] }),
    ...(variants === undefined ? undefined : { variants: mergePatch(before.variants, variants) as Flag['variants'] }),
    ...(metadata === undefined
      ? undefined
      : { metadata: mergePatch(before.metadata, metadata ?? {}) as Flag['metadata'] }),
    ...(metadata === null ? { metadata: {} } : undefined),
  }
}

/** A field that a patch does not name must not take one away. */
function withoutUndefined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

function patchRefusal(state: ProjectState, before: Flag, after: Flag, limits: Limits): Refusal | undefined {
  const problems = [...flagProblems(after, limits), ...variantsInUse(state, before, after)]
  if (problems.length > 0) return { code: 'invalid', detail: 'The flag cannot be changed so.', errors: problems }
  const collision = before.salt === after.salt ? undefined : saltCollision(state, after)
  if (collision !== undefined || !before.archived) return collision
  return tooManyFlags(state, limits) ?? cannotComeBack(state, after, limits)
}

/** Variants that would go, and that something still serves or waits for. */
function variantsInUse(state: ProjectState, before: Flag, after: Flag): readonly Problem[] {
  const gone = Object.keys(before.variants).filter((name) => !Object.hasOwn(after.variants, name))
  if (gone.length === 0) return []
  const problems: Problem[] = []
  for (const [name, { configurations }] of state.environments) {
    const own = configurations.get(before.key)
    const uses = own === undefined ? [] : unknownVariants(after, own)
    for (const { path, value } of uses) {
      problems.push({ path: `/variants/${String(value)}`, value, expected: `to stay: "${name}" serves it at ${path}` })
    }
  }
  for (const { user, environment, variant } of waitingFor(state, before.key)) {
    if (!gone.includes(variant)) continue
    const expected = `to stay: it is a prerequisite of "${user}" in "${environment}"`
    problems.push({ path: `/variants/${variant}`, value: variant, expected })
  }
  return problems
}

function stillNeeded(state: ProjectState, flag: Flag): Refusal | undefined {
  const users = waitingFor(state, flag.key).map(({ user, environment }) => `"${user}" in "${environment}"`)
  if (users.length === 0) return undefined
  return { code: 'in-use', detail: `The flag "${flag.key}" is a prerequisite of ${users.slice(0, 10).join(', ')}.` }
}

/** Flags that have this one as a prerequisite. */
function waitingFor(state: ProjectState, key: string) {
  const users: { readonly user: string; readonly environment: string; readonly variant: string }[] = []
  for (const [environment, { configurations }] of state.environments) {
    for (const [user, { prerequisites }] of configurations) {
      if (state.flags.get(user)?.archived !== false) continue
      for (const { flag, variant } of prerequisites) if (flag === key) users.push({ user, environment, variant })
    }
  }
  return users
}

/** While a flag was archived, what its configurations name may have gone. */
function cannotComeBack(state: ProjectState, flag: Flag, limits: Limits): Refusal | undefined {
  for (const [name, environment] of state.environments) {
    const configuration = environment.configurations.get(flag.key)
    if (configuration === undefined) continue
    const errors = configurationProblems({ project: state, environment, limits }, flag, configuration)
    if (errors.length === 0) continue
    const detail = `The flag cannot come back: its configuration in "${name}" needs what is gone.`
    return { code: 'in-use', detail, errors }
  }
  return undefined
}

/** Whether evaluators could tell the difference. */
function isServedAlike(before: Flag, after: Flag): boolean {
  return (['variants', 'metadata', 'salt', 'exposeToClients', 'archived'] as const).every((field) =>
    isDeepStrictEqual(before[field], after[field]),
  )
}

function resourceOf({ key }: Flag): Resource {
  return { type: 'flag', key, environment: null }
}
