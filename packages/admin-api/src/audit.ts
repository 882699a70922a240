import * as z from 'zod'
import { approvedBySchema, jsonSchema, timeSchema } from './fields.ts'
import { listQueryWith } from './operation.ts'

/** One change, as the audit keeps it. */
export const auditEntrySchema = z
  .strictObject({
    seq: z.int().describe('Gapless within its chain, from 1.'),
    at: timeSchema,
    actor: z.strictObject({ id: z.string(), name: z.string(), role: z.string() }).readonly(),
    address: z.string().nullable().describe('Where the request came from.'),
    requestId: z.string().nullable(),
    action: z.string(),
    resource: z
      .strictObject({ type: z.string(), key: z.string(), environment: z.string().nullable() })
      .readonly()
      .describe('`key` is the flag’s for a configuration.'),
    version: z.int(),
    reason: z.string().nullable(),
    before: jsonSchema,
    after: jsonSchema,
    revisions: z
      .record(z.string(), z.int())
      .describe('What the commit raised: environment → revision. One that is gone stands here by its id.'),
    changeRequest: approvedBySchema.optional(),
    hash: z.string().describe('Covers everything above and the hash before.'),
  })
  .readonly()
  .meta({ id: 'AuditEntry' })

/** One change, as the audit keeps it. */
export type AuditEntryResource = z.infer<typeof auditEntrySchema>

/** The last entry of a chain. Kept elsewhere, it shows later whether the chain was rewritten. */
export const chainHeadSchema = z.strictObject({ seq: z.int(), hash: z.string() }).readonly()

export const verificationSchema = z
  .strictObject({
    valid: z.boolean(),
    entries: z.int(),
    head: chainHeadSchema,
    firstBadSeq: z
      .int()
      .optional()
      .describe('The first entry that is missing, or that does not follow from the others.'),
    isSameHead: z.boolean().optional().describe('Whether the entry `seq` has the hash that was given as `head`.'),
  })
  .readonly()
  .meta({ id: 'AuditVerification' })

/** Whether a chain of the audit is whole. */
export type VerificationResource = z.infer<typeof verificationSchema>

const moment = z.iso.datetime({ offset: true, error: 'an RFC 3339 date with offset, such as 2030-01-31T00:00:00Z' })

/** What narrows any chain. */
const ofAnyChain = {
  actor: z.string().min(1).optional().describe('Id or name of the token that acted.'),
  action: z.string().min(1).optional().describe('Such as `flag.kill`; `flag` is all that begins with `flag.`.'),
  from: moment.optional().describe('Not before this.'),
  to: moment.optional().describe('Before this.'),
}

const ofProject = {
  flag: z.string().min(1).optional().describe('The flag and its configurations.'),
  environment: z.string().min(1).optional().describe('What is in it, and what else changed what it serves.'),
  ...ofAnyChain,
}

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const

const format = z.enum(EXPORT_FORMATS).optional().describe('JSON Lines unless given.')

export const auditQuery = listQueryWith(ofProject)
export const installationAuditQuery = listQueryWith(ofAnyChain)
export const exportQuery = z.strictObject({ format, ...ofProject })
export const installationExportQuery = z.strictObject({ format, ...ofAnyChain })
export const verifyQuery = z.strictObject({
  head: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a hash: 64 hex digits')
    .optional()
    .describe('A head that was kept elsewhere; goes with `seq`.'),
  seq: z.int().min(0).optional().describe('Where that head was.'),
})

/** Everything that narrows a chain; of the installation's, `flag` and `environment` are never set. */
export type AuditQuery = Partial<Pick<z.infer<typeof exportQuery>, 'flag' | 'environment' | keyof typeof ofAnyChain>>
