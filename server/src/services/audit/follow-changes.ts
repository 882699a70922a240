/** Follows the audit as one actor may see it, across projects. */
import type { AuditEntryResource } from '@halyard/admin-api'
import { auditEntryResource, concerns } from '../../domain/audit-resource.ts'
import type { AuditLog, AuditRecord } from '../../store/audit-log.ts'
import type { Actor } from '../../store/store.ts'
import { INSTALLATION } from '../../store/tokens.ts'
import { authorize, isInReach, OutOfReachError } from '../policy.ts'
import { seesInstallation, viewProject } from './audit-view.ts'

export interface FollowQuery {
  readonly project?: string | undefined
  readonly environment?: string | undefined
}

/** An entry, and of which project it is; null: of the installation. */
export interface SeenChange {
  readonly id: string
  readonly project: string | null
  readonly entry: AuditEntryResource
}

export interface Following {
  /** False where the id that was given is not of this audit: whoever followed must look at everything anew. */
  readonly isResumed: boolean
  /** Where it begins. */
  readonly id: string
  /** What came since the last call. `isEnd`: nothing more is there for now. */
  next(): { readonly changes: readonly SeenChange[]; readonly isEnd: boolean }
}

/** @param lastId - Of the last change that was seen; undefined: begin with what comes. @throws AccessError, OutOfReachError */
export function followChanges(log: AuditLog, actor: Actor, query: FollowQuery, lastId: string | undefined): Following {
  authorize(actor, 'audit.read', query)
  if (query.project !== undefined && log.chainOf(query.project) === undefined) throw new OutOfReachError(query)
  const resumed = lastId === undefined ? undefined : positionOf(log, lastId)
  let position = resumed ?? log.lastPosition()
  return {
    isResumed: lastId === undefined || resumed !== undefined,
    id: idOf(position, log.hashAtPosition(position)),
    next() {
      const { items, end } = log.following(position)
      position = end
      const seen = seeing(log, actor, query)
      return { changes: items.flatMap((record) => seen(record) ?? []), isEnd: items.length === 0 }
    },
  }
}

/** Names are looked up anew for each piece: projects and environments come and go. */
function seeing(log: AuditLog, actor: Actor, query: FollowQuery): (record: AuditRecord) => SeenChange | undefined {
  const projects = log.projectKeys()
  return (record) => {
    const id = idOf(record.position, record.hash)
    if (record.chain === INSTALLATION) {
      if (query.project !== undefined || !seesInstallation(actor)) return undefined
      return { id, project: null, entry: auditEntryResource(record, (name) => name) }
    }
    const project = projects.get(record.chain) ?? deletedProject(record)
    if (project === undefined || !isInReach(actor, { project })) return undefined
    if (query.project !== undefined && project !== query.project) return undefined
    const view = viewProject(log, actor, project, query)
    const { environments } = view.filter
    if (environments !== undefined && !concerns(record, environments)) return undefined
    return { id, project, entry: view.show(record) }
  }
}

/** Its last entry is the one that deleted it, and names it. */
function deletedProject({ resource }: AuditRecord): string | undefined {
  return resource.type === 'project' ? resource.key : undefined
}

function idOf(position: number, hash: string | undefined): string {
  return `${position}-${(hash ?? '').slice(0, HASH_DIGITS)}`
}

/** Enough to tell this audit from another, such as the one before a restore. */
const HASH_DIGITS = 12

function positionOf(log: AuditLog, id: string): number | undefined {
  const [, text] = /^(\d{1,15})-[0-9a-f]{0,12}$/.exec(id) ?? []
  if (text === undefined) return undefined
  const position = Number(text)
  return idOf(position, log.hashAtPosition(position)) === id ? position : undefined
}
