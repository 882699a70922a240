import type { Write } from '../domain/decision.ts'
import type { Audience, AudienceChange, CommitNotice } from './history.ts'
import type { EnvironmentPlan } from './plan.ts'
import type { WorkingEnvironment } from './working-state.ts'

interface Committed {
  readonly plans: readonly EnvironmentPlan[]
  readonly created: readonly WorkingEnvironment[]
  readonly removed: ReadonlyMap<string, WorkingEnvironment>
  readonly writes: readonly Write[]
  readonly confirm?: boolean | undefined
}

/** A notice before its moment is known: the commit has yet to reach the disk. */
export type NoticeDraft = Omit<CommitNotice, 'committedAtMs'>

/** What the live plane is told of a commit: nothing of environments where nobody can tell the difference. */
export function noticesOf({ plans, created, removed, writes, confirm }: Committed): readonly NoticeDraft[] {
  const notices: NoticeDraft[] = []
  for (const plan of plans) {
    const { environment } = plan
    const notice = {
      environmentId: environment.environment.id,
      epoch: environment.epoch,
      changes: changesOf(plan),
      reset: created.includes(environment),
      confirm,
      ...endingIn(writes, environment.environment.key),
    }
    const isEnding = notice.revokedKeys.length > 0 || notice.rotatedKeys.length > 0
    if (notice.reset || isEnding || Object.keys(notice.changes).length > 0) notices.push(notice)
  }
  for (const { environment, epoch, keys } of removed.values()) {
    const revokedKeys = [...keys.keys()]
    notices.push({ environmentId: environment.id, epoch, changes: {}, reset: true, revokedKeys, rotatedKeys: [] })
  }
  return notices
}

function changesOf(plan: EnvironmentPlan): Partial<Record<Audience, AudienceChange>> {
  const changes: Partial<Record<Audience, AudienceChange>> = {}
  for (const audience of ['server', 'client'] as const) {
    const seen = plan.audiences[audience]
    if (seen === undefined) continue
    const items = seen.rows.map(({ kind, key, revision, item }) => ({ kind, key, revision, item }))
    changes[audience] = { from: seen.from, revision: plan.revision, digest: seen.digest, items }
  }
  return changes
}

function endingIn(writes: readonly Write[], environment: string): Pick<NoticeDraft, 'revokedKeys' | 'rotatedKeys'> {
  const keys = writes.flatMap((write) =>
    'put' in write && write.put === 'key' && write.environment === environment ? [write.key] : [],
  )
  const revoked = keys.filter(({ revokedAtMs }) => revokedAtMs !== null)
  const rotated = keys.flatMap(({ id, revokedAtMs, expiresAtMs, version }) =>
    revokedAtMs === null && expiresAtMs !== null && version > 1 ? [{ id, expiresAtMs }] : [],
  )
  return { revokedKeys: revoked.map(({ id }) => id), rotatedKeys: rotated }
}
