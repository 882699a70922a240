/** Which part of the audit somebody may see. */
import type { AuditEntryResource, AuditQuery } from '@halyard/admin-api'
import { auditEntryResource, type EnvironmentNames } from '../../domain/audit-resource.ts'
import type { AuditFilter, AuditLog, AuditRecord, EnvironmentName } from '../../store/audit-log.ts'
import type { Actor } from '../../store/store.ts'
import { INSTALLATION } from '../../store/tokens.ts'
import { AccessError, authorize, OutOfReachError } from '../policy.ts'

/** A chain as one actor sees it. */
export interface AuditView {
  readonly chain: string
  readonly filter: AuditFilter
  readonly show: (record: AuditRecord) => AuditEntryResource
}

/** The audit of a project, one that was deleted too. @throws AccessError, OutOfReachError */
export function viewProject(log: AuditLog, actor: Actor, project: string, query: AuditQuery = {}): AuditView {
  authorize(actor, 'audit.read', { project, environment: query.environment })
  const chain = log.chainOf(project)
  if (chain === undefined) throw new OutOfReachError({ project })
  const known = log.environmentsOf(chain)
  const asked = query.environment === undefined ? actor.environments : [query.environment]
  const environments = asked?.map((key) => known.find((one) => one.key === key) ?? { key, id: undefined })
  return {
    chain,
    filter: { ...filterOf(query), flag: query.flag, environments },
    show: (record) => auditEntryResource(record, namesFor(actor, known)),
  }
}

/** The audit of what belongs to no project. @throws AccessError for who is confined to anything */
export function viewInstallation(actor: Actor, query: AuditQuery = {}): AuditView {
  authorize(actor, 'audit.read', {})
  if (!seesInstallation(actor)) {
    const detail = 'The audit of the installation is for tokens that are confined to nothing.'
    throw new AccessError('audit.read', detail)
  }
  return { chain: INSTALLATION, filter: filterOf(query), show: (record) => auditEntryResource(record, (id) => id) }
}

export function seesInstallation({ projects, environments }: Actor): boolean {
  return projects === undefined && environments === undefined
}

/** Whoever is confined to environments learns nothing of others; environments that are gone are shown by their id. */
function namesFor({ environments }: Actor, known: readonly EnvironmentName[]): EnvironmentNames {
  const keys = new Map(known.map(({ id, key }) => [id, key]))
  return (id) => {
    const key = keys.get(id)
    if (environments === undefined) return key ?? id
    return key !== undefined && environments.includes(key) ? key : undefined
  }
}

function filterOf({ actor, action, from, to }: AuditQuery): AuditFilter {
  return { actor, action, fromMs: momentOf(from), toMs: momentOf(to) }
}

function momentOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}
