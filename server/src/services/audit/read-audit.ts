import type { AuditEntryResource, VerificationResource } from '@halyard/admin-api'
import type { AuditLog, AuditRecord } from '../../store/audit-log.ts'
import type { Page } from '../../store/store.ts'
import type { AuditView } from './audit-view.ts'

/** A page, newest first. */
export async function readAudit(
  log: AuditLog,
  { chain, filter, show }: AuditView,
  page: { readonly limit: number; readonly before: number | undefined },
): Promise<Page<AuditEntryResource>> {
  const { items, next } = await log.newest(chain, filter, page)
  return { items: items.map(show), next }
}

/** Everything, oldest first, a page at a time; nothing more is read than is asked for. */
export async function* walkAudit(
  log: AuditLog,
  { chain, filter, show }: AuditView,
): AsyncGenerator<readonly AuditEntryResource[], void, undefined> {
  for (let after: number | null = 0; after !== null; ) {
    const { items, next }: Page<AuditRecord> = await log.oldest(chain, filter, after)
    yield items.map(show)
    after = next
  }
}

/**
 * Recomputes the chain.
 * @param kept - A head that was kept elsewhere: whoever rewrites a whole chain can't make its old heads come out again.
 */
export async function verifyAudit(
  log: AuditLog,
  { chain }: AuditView,
  kept?: { readonly seq: number; readonly hash: string },
): Promise<VerificationResource> {
  const { entries, head, firstBadSeq } = await log.verify(chain)
  const isSameHead = kept === undefined ? undefined : hashAt(log, chain, kept.seq) === kept.hash
  return {
    valid: firstBadSeq === undefined && isSameHead !== false,
    entries,
    head,
    ...(firstBadSeq === undefined ? undefined : { firstBadSeq }),
    ...(isSameHead === undefined ? undefined : { isSameHead }),
  }
}

function hashAt(log: AuditLog, chain: string, seq: number): string | undefined {
  return seq === 0 ? EMPTY : log.entry(chain, seq)?.hash
}

/** What the first entry of a chain follows, and the head of an empty one. */
const EMPTY = '0'.repeat(64)
