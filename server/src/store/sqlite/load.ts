/** Reads a project from its rows into memory, and holds what it read against its checksums. */
import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import type { ClosureFinder } from '../../domain/closure.ts'
import type { Configuration, Environment, Flag, Project, SdkKey, Segment } from '../../domain/documents.ts'
import { rowOf } from '../audience-rows.ts'
import type { Audience } from '../history.ts'
import { StoreError } from '../store.ts'
import { WorkingEnvironment, WorkingProject } from '../working-state.ts'
import type { Statements } from './statements.ts'

export interface ProjectRow {
  readonly id: string
  readonly document: string
  readonly stateVersion: number
}

export interface EnvironmentRow {
  readonly id: string
  readonly key: string
  readonly document: string
  readonly epoch: number
  readonly revision: number
  readonly stateVersion: number
}

/** @throws StoreError DAMAGED when an audience's items do not add up to the digest that was committed with them */
export function loadProject(
  statements: Statements,
  row: ProjectRow,
  environments: readonly EnvironmentRow[],
  closures: ClosureFinder,
): WorkingProject {
  const project = new WorkingProject(JSON.parse(row.document) as Project)
  project.stateVersion = row.stateVersion
  for (const { key, document } of statements.flags.all({ projectId: row.id })) {
    if (document === null) project.retiredFlags.add(key)
    else project.flags.set(key, JSON.parse(document) as Flag)
  }
  for (const environment of environments) {
    project.environments.set(environment.key, loadEnvironment(statements, project, environment, closures))
  }
  return project
}

function loadEnvironment(
  statements: Statements,
  project: WorkingProject,
  row: EnvironmentRow,
  closures: ClosureFinder,
): WorkingEnvironment {
  const environment = new WorkingEnvironment(JSON.parse(row.document) as Environment, row.epoch)
  environment.revision = row.revision
  environment.stateVersion = row.stateVersion
  const environmentId = row.id
  for (const { flag, killed, version, document } of statements.configurations.all({ environmentId })) {
    environment.configurations.set(flag, { ...(JSON.parse(document) as Configuration), killed, version })
  }
  for (const { key, document } of statements.segments.all({ environmentId })) {
    if (document === null) environment.retiredSegments.add(key)
    else environment.segments.set(key, JSON.parse(document) as Segment)
  }
  for (const { document } of statements.sdkKeys.all({ environmentId })) {
    const key = JSON.parse(document) as SdkKey
    environment.keys.set(key.id, key)
  }
  loadAudience(statements, environment, 'server')
  loadAudience(statements, environment, 'client')
  environment.closure = closures.find({
    flags: project.flags,
    configurations: environment.configurations,
    segments: environment.segments,
  })
  return environment
}

function loadAudience(statements: Statements, environment: WorkingEnvironment, audience: Audience): void {
  const environmentId = environment.environment.id
  const rows = environment.audiences[audience]
  for (const { kind, key, revision, hash, item } of statements.lastRows.all({ environmentId, audience })) {
    const content = hash === null || item === null ? null : { hash, item: JSON.parse(item) as FlagItem | SegmentItem }
    rows.put(rowOf(kind, key, revision, content))
  }
  const state = statements.lastState.get({ environmentId, audience })
  rows.revision = state?.revision ?? 0
  if (state !== undefined && state.digest !== rows.digest) {
    throw new StoreError(
      'DAMAGED',
      `The history of the environment "${environment.environment.key}" does not add up to its checksum at revision ` +
        `${state.revision}. Restore the last backup of the data folder.`,
    )
  }
}
