/** Changes that wait: as a draft, for approvals, or for somebody to apply them. */
import * as z from 'zod'
import { changeSet } from './changes.ts'
import { jsonSchema, nameSchema, personSchema, timeSchema, versionSchema, withReason } from './fields.ts'
import { previewSchema } from './preview.ts'

/** `draft` and `open` wait; the others are for good. */
export const CHANGE_REQUEST_STATES = ['draft', 'open', 'applied', 'rejected', 'withdrawn'] as const

export const createChangeRequestSchema = z.strictObject({
  title: nameSchema.optional(),
  draft: z.boolean().optional().describe('Nobody is asked to approve it until it is submitted.'),
  ...changeSet,
  ...withReason,
})
/** What is named replaces what was asked for; the difference is taken anew against what is there now. */
export const patchChangeRequestSchema = z.strictObject({
  title: nameSchema.nullable().optional(),
  ...changeSet,
  ...withReason,
})

/** Asks for changes that wait. */
export type CreateChangeRequest = z.infer<typeof createChangeRequestSchema>
/** What is asked for instead. */
export type PatchChangeRequest = z.infer<typeof patchChangeRequestSchema>

const signedSchema = z.strictObject({ by: personSchema, at: timeSchema, reason: z.string().nullable() }).readonly()

const conflictSchema = z
  .strictObject({
    path: z.string().describe('JSON Pointer, such as `/flags/new-checkout/enabled`.'),
    before: jsonSchema.optional().describe('As when the change was asked for.'),
    after: jsonSchema.optional().describe('As it is now.'),
  })
  .readonly()

const summary = {
  id: z.string(),
  environment: z.string(),
  title: z.string().nullable(),
  reason: z.string().nullable(),
  state: z.enum(CHANGE_REQUEST_STATES),
  author: personSchema,
  approvals: z.array(signedSchema).readonly(),
  requiredApprovals: z.int().min(0).describe('How many its environment asks for now.'),
  closed: signedSchema.nullable().describe('Who applied, rejected or withdrew it.'),
  revision: z.int().min(0).nullable().describe('The environment’s, once it was applied.'),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  version: versionSchema,
}

export const changeRequestSummarySchema = z.strictObject(summary).readonly().meta({ id: 'ChangeRequestSummary' })

export const changeRequestResourceSchema = z
  .strictObject({
    ...summary,
    changes: z
      .strictObject({ flags: z.record(z.string(), jsonSchema), segments: z.record(z.string(), jsonSchema) })
      .readonly()
      .describe('As they were asked for.'),
    preview: previewSchema.describe('What it changes, exactly as it is approved, and whom it moves.'),
    conflicts: z
      .array(conflictSchema)
      .readonly()
      .describe('What somebody changed since, so that it cannot be applied.'),
  })
  .readonly()
  .meta({ id: 'ChangeRequest' })

/** Where a change request stands. */
export type ChangeRequestState = (typeof CHANGE_REQUEST_STATES)[number]
/** A change request in a list: without what it changes. */
export type ChangeRequestSummary = z.infer<typeof changeRequestSummarySchema>
/** A change request, with what it changes and what has come in between. */
export type ChangeRequestResource = z.infer<typeof changeRequestResourceSchema>
