import type { operations } from '@halyard/admin-api'
import type { Context } from 'hono'
import { CSV, type ExportFormat, JSON_LINES } from '../../domain/audit-export.ts'
import { type AuditView, viewInstallation, viewProject } from '../../services/audit/audit-view.ts'
import { readAudit, verifyAudit, walkAudit } from '../../services/audit/read-audit.ts'
import type { AuditLog } from '../../store/audit-log.ts'
import { turned } from './answer.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import type { Handlers } from './mount.ts'
import { badQuery, type PageQuery, readNumberedPage } from './request.ts'

export function auditHandlers({ auditLog, report }: AdminDeps): Handlers<typeof operations.audit> {
  return {
    list: ({ c, actor, params, query }) =>
      page(c, auditLog, viewProject(auditLog, actor, params.project, query), query),
    export({ c, actor, params, query }) {
      const view = viewProject(auditLog, actor, params.project, query)
      return exported(c, auditLog, view, query.format, `audit-${params.project}`, report)
    },
    verify: ({ c, actor, params, query }) => verified(c, auditLog, viewProject(auditLog, actor, params.project), query),
    listInstallation: ({ c, actor, query }) => page(c, auditLog, viewInstallation(actor, query), query),
    exportInstallation: ({ c, actor, query }) =>
      exported(c, auditLog, viewInstallation(actor, query), query.format, 'audit', report),
    verifyInstallation: ({ c, actor, query }) => verified(c, auditLog, viewInstallation(actor), query),
  }
}

const NO_STORE = { 'Cache-Control': 'no-store' }

async function page(c: Context<AdminEnv>, log: AuditLog, view: AuditView, query: PageQuery): Promise<Response> {
  return turned(c, await readAudit(log, view, readNumberedPage(query)), (entry) => entry)
}

async function verified(
  c: Context<AdminEnv>,
  log: AuditLog,
  view: AuditView,
  { head: hash, seq }: { readonly head?: string | undefined; readonly seq?: number | undefined },
): Promise<Response> {
  if (hash !== undefined && seq === undefined) throw badQuery('seq', undefined, 'the `seq` of that head')
  if (hash === undefined && seq !== undefined) throw badQuery('head', undefined, 'the hash of that head')
  const kept = hash === undefined || seq === undefined ? undefined : { hash, seq }
  return c.json(await verifyAudit(log, view, kept), 200, NO_STORE)
}

function exported(
  c: Context<AdminEnv>,
  log: AuditLog,
  view: AuditView,
  name: 'jsonl' | 'csv' = 'jsonl',
  file: string,
  report: AdminDeps['report'],
): Response {
  const format = name === 'csv' ? CSV : JSON_LINES
  const requestId = c.get('requestId')
  const body = streamOf(lines(log, view, format), (error) => report(error, requestId))
  return c.body(body, 200, {
    ...NO_STORE,
    'Content-Type': format.contentType,
    'Content-Disposition': `attachment; filename="${file}.${name}"`,
  })
}

async function* lines(log: AuditLog, view: AuditView, format: ExportFormat): AsyncGenerator<string, void, undefined> {
  // What comes meanwhile is left for the next export, so that the head is that of what is here.
  const { seq, hash } = log.head(view.chain)
  yield format.opening
  for await (const entries of walkAudit(log, view)) {
    yield entries.flatMap((entry) => (entry.seq <= seq ? [format.line(entry)] : [])).join('')
  }
  yield format.end({ seq, at: new Date().toISOString(), action: 'audit.head', hash })
}

/** Reads on when the client has taken what there was, and no further when it left. */
function streamOf(chunks: AsyncGenerator<string>, report: (error: unknown) => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          for (;;) {
            const { value = '', done = false } = await chunks.next()
            if (done) return controller.close()
            if (value !== '') return controller.enqueue(encoder.encode(value))
          }
        } catch (error) {
          report(error)
          // Without its last line, nobody takes it for whole.
          controller.error(error)
        }
      },
      async cancel() {
        await chunks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
