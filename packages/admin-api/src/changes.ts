/** Changes of many flags and segments of an environment at once. */
import * as z from 'zod'
import { configurationResourceSchema } from './configuration.ts'
import { withReason } from './fields.ts'
import { withPreview, withWarnings } from './preview.ts'
import { putSegmentSchema, segmentResourceSchema } from './segment.ts'

const segmentChangeSchema = putSegmentSchema.omit({ reason: true })

/** What is changed; a change request holds the same. */
export const changeSet = {
  flags: z
    .record(z.string(), z.looseObject({}))
    .optional()
    .describe('By key: a merge patch, or a whole configuration. A `version` in it says which one you saw.'),
  segments: z
    .record(z.string(), segmentChangeSchema.nullable())
    .optional()
    .describe('By key: what the segment becomes; null deletes it. A `version` in it says which one you saw.'),
}

export const changesSchema = z.strictObject({ ...changeSet, ...withReason })

export const changesResourceSchema = z
  .strictObject({
    environment: z.string(),
    revision: z.int().min(0).describe('The environment’s, with all of it.'),
    flags: z.record(z.string(), configurationResourceSchema).readonly(),
    segments: z.record(z.string(), segmentResourceSchema.nullable()).readonly(),
    ...withPreview,
    ...withWarnings,
  })
  .readonly()
  .meta({ id: 'Changes' })

/** What is changed of many flags and segments at once. */
export type ChangeSet = Omit<z.infer<typeof changesSchema>, 'reason'>
/** What became of flags and segments that were changed at once. */
export type ChangesResource = z.infer<typeof changesResourceSchema>
