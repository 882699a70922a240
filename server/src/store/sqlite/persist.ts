/** Writes a commit's rows. Called inside its transaction. */
import { hash } from 'node:crypto'
import { canonicalJson } from '@halyard/protocol'
import type { ChangeRequest } from '../../domain/change-request.ts'
import type { AuditDraft, Write } from '../../domain/decision.ts'
import type { Audience } from '../history.ts'
import type { EnvironmentPlan } from '../plan.ts'
import type { Actor } from '../store.ts'
import type { WorkingEnvironment, WorkingProject } from '../working-state.ts'
import type { Statements } from './statements.ts'

const AUDIENCES: readonly Audience[] = ['server', 'client']
/** What the first entry of a chain follows. */
export const CHAIN_START = '0'.repeat(64)

export function persistWrites(
  statements: Statements,
  project: WorkingProject,
  writes: readonly Write[],
  removed: ReadonlyMap<string, WorkingEnvironment>,
): void {
  for (const write of writes) {
    if ('put' in write) persistPut(statements, project, write)
    else persistRemove(statements, project, write, removed)
  }
}

function persistPut(statements: Statements, project: WorkingProject, write: Extract<Write, { put: string }>): void {
  const projectId = project.project.id
  if (write.put === 'project') {
    const { id, key } = write.project
    statements.putProject.run({ id, key, document: JSON.stringify(write.project), stateVersion: 1 })
  } else if (write.put === 'environment') {
    const { id, key } = write.environment
    const epoch = environmentOf(project, key).epoch
    const document = JSON.stringify(write.environment)
    statements.putEnvironment.run({ id, projectId, key, document, epoch, revision: 0, stateVersion: 0 })
  } else if (write.put === 'flag') {
    statements.putFlag.run({ projectId, key: write.flag.key, document: JSON.stringify(write.flag) })
  } else if (write.put === 'configuration') {
    persistConfiguration(statements, environmentOf(project, write.environment), write)
  } else if (write.put === 'segment') {
    const environmentId = environmentOf(project, write.environment).environment.id
    statements.putSegment.run({ environmentId, key: write.segment.key, document: JSON.stringify(write.segment) })
  } else if (write.put === 'change-request') {
    persistChangeRequest(statements, environmentOf(project, write.environment), write.request)
  } else {
    const environmentId = environmentOf(project, write.environment).environment.id
    const { id, selector } = write.key
    statements.putKey.run({ id, environmentId, selector, document: JSON.stringify(write.key) })
  }
}

/** The revision that an applied one came to is known only now. */
function persistChangeRequest(statements: Statements, held: WorkingEnvironment, request: ChangeRequest): void {
  const { id, state } = request
  const revision = state === 'applied' ? held.revision : null
  const document = JSON.stringify({ ...request, revision })
  statements.putChangeRequest.run({ id, environmentId: held.environment.id, state, document })
}

function persistConfiguration(
  statements: Statements,
  environment: WorkingEnvironment,
  write: Extract<Write, { put: 'configuration' }>,
): void {
  const environmentId = environment.environment.id
  const { flag } = write
  const { killed, version } = write.configuration
  if (write.onlyKilled === true) {
    statements.setKilled.run({ environmentId, flag, killed: Number(killed), version })
    return
  }
  const document = JSON.stringify(write.configuration)
  statements.putConfiguration.run({ environmentId, flag, killed, version, document })
  statements.addConfigurationVersion.run({ environmentId, flag, revision: environment.revision, version, document })
}

function persistRemove(
  statements: Statements,
  project: WorkingProject,
  write: Extract<Write, { remove: string }>,
  removed: ReadonlyMap<string, WorkingEnvironment>,
): void {
  const projectId = project.project.id
  if (write.remove === 'flag') {
    statements.putFlag.run({ projectId, key: write.flag, document: null })
    for (const { environment } of project.environments.values()) {
      statements.removeFlagConfigurations.run({ flag: write.flag, environmentId: environment.id })
    }
  } else if (write.remove === 'segment') {
    const environmentId = environmentOf(project, write.environment).environment.id
    statements.putSegment.run({ environmentId, key: write.segment, document: null })
  } else if (write.remove === 'environment') {
    const environmentId = removed.get(write.environment)?.environment.id
    for (const statement of statements.removeFromEnvironment) statement.run({ environmentId })
  } else {
    for (const statement of statements.removeFromProject) statement.run({ projectId })
  }
}

/** What audiences saw change, and the revisions. */
export function persistHistory(statements: Statements, plan: EnvironmentPlan): void {
  const { environment, revision } = plan
  const environmentId = environment.environment.id
  for (const audience of AUDIENCES) {
    const seen = plan.audiences[audience]
    if (seen === undefined) continue
    for (const { kind, key, hash, item, json } of seen.rows) {
      statements.addRow.run({ environmentId, audience, revision, kind, key, hash, item: item === null ? null : json })
    }
    statements.addState.run({ environmentId, audience, epoch: environment.epoch, revision, digest: seen.digest })
  }
}

/** A new environment's audiences start from nothing, which is a state like any other. */
export function persistEmptyStates(statements: Statements, environment: WorkingEnvironment, digest: string): void {
  for (const audience of AUDIENCES) {
    const environmentId = environment.environment.id
    statements.addState.run({ environmentId, audience, epoch: environment.epoch, revision: 0, digest })
  }
}

/** Appends to the project's chain. Each entry's hash covers the one before it. */
export function persistAudit(
  statements: Pick<Statements, 'auditHead' | 'addEntry' | 'putAuditHead'>,
  projectId: string,
  actor: Actor,
  atMs: number,
  drafts: readonly AuditDraft[],
  revisions: Readonly<Record<string, number>>,
): void {
  let head = statements.auditHead.get({ projectId }) ?? { seq: 0, hash: CHAIN_START }
  for (const draft of drafts) {
    const entry = {
      projectId,
      seq: head.seq + 1,
      atMs,
      actor: JSON.stringify({ ...actor, changeRequest: draft.changeRequest }),
      action: draft.action,
      resourceType: draft.resource.type,
      resourceKey: draft.resource.key,
      environment: draft.resource.environment,
      version: draft.version,
      reason: draft.reason,
      before: JSON.stringify(draft.before),
      after: JSON.stringify(draft.after),
      revisions: JSON.stringify(revisions),
    }
    head = { seq: entry.seq, hash: chainHash(head.hash, entry) }
    statements.addEntry.run({ ...entry, hash: head.hash })
  }
  statements.putAuditHead.run({ projectId, ...head })
}

/** SHA-256 over the previous hash and the RFC 8785 JSON of the entry's columns. */
export function chainHash(previous: string, entry: Readonly<Record<string, string | number | null>>): string {
  return hash('sha256', previous + canonicalJson(entry))
}

function environmentOf(project: WorkingProject, key: string): WorkingEnvironment {
  const environment = project.environments.get(key)
  if (environment === undefined) throw new Error(`There is no environment "${key}" to write to`)
  return environment
}
