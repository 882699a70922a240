/**
 * Turns applied writes into history: per environment and audience, the items that it sees differently than before.
 * A commit that an audience cannot see raises nothing for it.
 * @see docs/protocol.md, "History"
 */
import { hash } from 'node:crypto'
import { canonicalJson } from '@halyard/protocol'
import type { Closure, ClosureFinder } from '../domain/closure.ts'
import { changesClosure } from '../domain/closure.ts'
import type { FlagContent, SegmentContent } from '../domain/projection.ts'
import { serverFlag, serverSegment } from '../domain/projection.ts'
import type { AudienceRows, Row } from './audience-rows.ts'
import { rowOf } from './audience-rows.ts'
import type { Audience, ItemKind } from './history.ts'
import type { UndoLog } from './undo.ts'
import type { Touched, TouchedEnvironment, WorkingEnvironment, WorkingProject } from './working-state.ts'

export interface EnvironmentPlan {
  readonly environment: WorkingEnvironment
  /** The environment's revision after the commit: one more exactly when an audience sees a change. */
  readonly revision: number
  readonly audiences: Readonly<Partial<Record<Audience, AudiencePlan>>>
}

export interface AudiencePlan {
  readonly from: number
  /** What the ruleset weighed before and weighs now. */
  readonly bytesBefore: number
  readonly bytes: number
  readonly digest: string
  readonly rows: readonly Row[]
}

interface Keys {
  readonly flags: Set<string>
  readonly segments: Set<string>
}

interface Seen {
  readonly kind: ItemKind
  readonly key: string
  readonly content: FlagContent | SegmentContent | null
  readonly hash: string | null
}

/** Works out and applies what audiences see of the writes that were applied to `project`. */
export function planHistory(
  project: WorkingProject,
  touched: Touched,
  closures: ClosureFinder,
  undo: UndoLog,
): readonly EnvironmentPlan[] {
  const plans: EnvironmentPlan[] = []
  const names = touched.flags.size > 0 ? project.environments.keys() : touched.environments.keys()
  for (const name of names) {
    const environment = project.environments.get(name)
    if (environment === undefined) continue
    plans.push(planEnvironment(project, environment, touched, touched.environments.get(name), closures, undo))
  }
  return plans
}

function planEnvironment(
  project: WorkingProject,
  environment: WorkingEnvironment,
  touched: Touched,
  here: TouchedEnvironment | undefined,
  closures: ClosureFinder,
  undo: UndoLog,
): EnvironmentPlan {
  const keys: Keys = {
    flags: new Set([...touched.flags.keys(), ...(here?.configurations.keys() ?? [])]),
    segments: new Set(here?.segments.keys()),
  }
  const server = seenByServers(project, environment, keys)
  const client = seenByClients(
    project,
    environment,
    keys,
    updateClosure(project, environment, touched, here, closures, undo),
  )
  if (server.length === 0 && client.length === 0) return { environment, revision: environment.revision, audiences: {} }
  const before = environment.revision
  undo.push(() => (environment.revision = before))
  environment.revision = before + 1
  const audiences: Partial<Record<Audience, AudiencePlan>> = {}
  if (server.length > 0) audiences.server = putRows(environment.audiences.server, server, before + 1, undo)
  if (client.length > 0) audiences.client = putRows(environment.audiences.client, client, before + 1, undo)
  return { environment, revision: before + 1, audiences }
}

function seenByServers(project: WorkingProject, environment: WorkingEnvironment, keys: Keys): readonly Seen[] {
  const seen: Seen[] = []
  for (const key of keys.flags) {
    const flag = project.flags.get(key)
    const configuration = environment.configurations.get(key)
    const isServed = flag !== undefined && configuration !== undefined && !flag.archived
    note(seen, environment.audiences.server, 'flag', key, isServed ? serverFlag(flag, configuration) : null)
  }
  for (const key of keys.segments) {
    const segment = environment.segments.get(key)
    note(seen, environment.audiences.server, 'segment', key, segment === undefined ? null : serverSegment(segment))
  }
  return seen
}

function seenByClients(
  project: WorkingProject,
  environment: WorkingEnvironment,
  keys: Keys,
  joinedOrLeft: Keys,
): readonly Seen[] {
  const seen: Seen[] = []
  const { clientProjection, closure, audiences } = environment
  for (const key of new Set([...keys.flags, ...joinedOrLeft.flags])) {
    const flag = project.flags.get(key)
    const configuration = environment.configurations.get(key)
    const visibility = closure.flags.get(key)
    const isServed = flag !== undefined && configuration !== undefined && visibility !== undefined
    const content = isServed ? clientProjection.flag(flag, configuration, visibility) : null
    note(seen, audiences.client, 'flag', key, content)
  }
  for (const key of new Set([...keys.segments, ...joinedOrLeft.segments])) {
    const segment = closure.segments.has(key) ? environment.segments.get(key) : undefined
    note(seen, audiences.client, 'segment', key, segment === undefined ? null : clientProjection.segment(segment))
  }
  return seen
}

/** Adds what differs from what the audience saw last. An item that it never saw and does not see is no difference. */
function note(
  seen: Seen[],
  rows: AudienceRows,
  kind: ItemKind,
  key: string,
  content: FlagContent | SegmentContent | null,
): void {
  const hash = content === null ? null : itemHash(content)
  if (hash !== (rows.get(kind, key)?.hash ?? null)) seen.push({ kind, key, content, hash })
}

/** @returns the keys that joined or left the client's ruleset, or changed between shown and hidden. */
function updateClosure(
  project: WorkingProject,
  environment: WorkingEnvironment,
  touched: Touched,
  here: TouchedEnvironment | undefined,
  closures: ClosureFinder,
  undo: UndoLog,
): Keys {
  const none: Keys = { flags: new Set(), segments: new Set() }
  if (!mayChangeClosure(project, environment, touched, here)) return none
  const before = environment.closure
  const after = closures.find({
    flags: project.flags,
    configurations: environment.configurations,
    segments: environment.segments,
  })
  undo.push(() => (environment.closure = before))
  environment.closure = after
  return difference(before, after)
}

function mayChangeClosure(
  project: WorkingProject,
  environment: WorkingEnvironment,
  touched: Touched,
  here: TouchedEnvironment | undefined,
): boolean {
  for (const [key, flag] of touched.flags) {
    const configuration = here?.configurations.get(key) ?? environment.configurations.get(key)
    const after = { flag: project.flags.get(key), configuration: environment.configurations.get(key) }
    if (changesClosure({ flag, configuration }, after)) return true
  }
  for (const [key, configuration] of here?.configurations ?? []) {
    const flag = project.flags.get(key)
    if (changesClosure({ flag, configuration }, { flag, configuration: environment.configurations.get(key) }))
      return true
  }
  for (const [key, segment] of here?.segments ?? []) {
    if (segment?.if !== environment.segments.get(key)?.if || segment === undefined) return true
  }
  return false
}

function difference(before: Closure, after: Closure): Keys {
  const flags = new Set<string>()
  for (const [key, visibility] of before.flags) if (after.flags.get(key) !== visibility) flags.add(key)
  for (const [key, visibility] of after.flags) if (before.flags.get(key) !== visibility) flags.add(key)
  const segments = new Set<string>()
  for (const key of before.segments) if (!after.segments.has(key)) segments.add(key)
  for (const key of after.segments) if (!before.segments.has(key)) segments.add(key)
  return { flags, segments }
}

function putRows(audience: AudienceRows, seen: readonly Seen[], revision: number, undo: UndoLog): AudiencePlan {
  const { revision: from, bytes: bytesBefore } = audience
  const rows = seen.map(({ kind, key, content, hash }) =>
    rowOf(
      kind,
      key,
      revision,
      content === null || hash === null ? null : { hash, item: { revision, hash, ...content } },
    ),
  )
  for (const row of rows) audience.put(row, undo)
  return { from, bytesBefore, bytes: audience.bytes, digest: audience.digest, rows }
}

/** 16 hex digits over the content as its audience sees it. */
export function itemHash(content: FlagContent | SegmentContent): string {
  return hash('sha256', canonicalJson(content)).slice(0, 16)
}
