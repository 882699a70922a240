import {
  auditEntrySchema,
  auditQuery,
  exportQuery,
  installationAuditQuery,
  installationExportQuery,
  verificationSchema,
  verifyQuery,
} from '../audit.ts'
import { listOf, operation, textAnswer } from '../operation.ts'

const ALL = '/projects/:project/audit'
const params = { project: 'shop' }
const EXPORT_TYPES = ['application/jsonl', 'text/csv'] as const

export const audit = {
  list: operation('GET', ALL, {
    summary: 'Every change in a project, newest first.',
    permission: 'audit.read',
    query: auditQuery,
    answer: listOf(auditEntrySchema),
    example: { params, query: { environment: 'production', action: 'configuration.update' } },
  }),
  export: operation('GET', `${ALL}/export`, {
    summary: 'All of it as JSON Lines or CSV, oldest first; the last line is the head of the chain.',
    permission: 'audit.read',
    query: exportQuery,
    answer: textAnswer,
    contentTypes: EXPORT_TYPES,
    example: { params, query: { format: 'csv' } },
  }),
  verify: operation('GET', `${ALL}/verify`, {
    summary: 'Whether every entry follows from the one before it; compares with a head that was kept elsewhere.',
    permission: 'audit.read',
    query: verifyQuery,
    answer: verificationSchema,
    example: { params },
  }),
  listInstallation: operation('GET', '/audit', {
    summary: 'Changes of what belongs to no project, such as tokens. For tokens that are confined to nothing.',
    permission: 'audit.read',
    query: installationAuditQuery,
    answer: listOf(auditEntrySchema),
    example: { params: {} },
  }),
  exportInstallation: operation('GET', '/audit/export', {
    summary: 'The same as JSON Lines or CSV.',
    permission: 'audit.read',
    query: installationExportQuery,
    answer: textAnswer,
    contentTypes: EXPORT_TYPES,
    example: { params: {} },
  }),
  verifyInstallation: operation('GET', '/audit/verify', {
    summary: 'Whether that chain is whole.',
    permission: 'audit.read',
    query: verifyQuery,
    answer: verificationSchema,
    example: { params: {} },
  }),
} as const
