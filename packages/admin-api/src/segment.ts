import * as z from 'zod'
import { conditionSchema } from './condition.ts'
import { nameSchema, primitiveSchema, textSchema, timeSchema, versionSchema, withReason } from './fields.ts'
import { withPreview, withWarnings } from './preview.ts'

export const putSegmentSchema = z.strictObject({
  name: nameSchema.optional(),
  description: textSchema.nullable().optional(),
  by: z.string().min(1, 'at least one character').nullable().optional(),
  included: z.array(primitiveSchema).optional(),
  excluded: z.array(primitiveSchema).optional(),
  if: conditionSchema.nullable().optional(),
  key: z.string().optional(),
  environment: z.string().optional(),
  revision: z.int().optional(),
  version: z.int().optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  ...withReason,
})

/** A whole segment, as it is written. */
export type PutSegment = z.infer<typeof putSegmentSchema>

const resource = {
  key: z.string(),
  environment: z.string(),
  revision: z.int().min(0),
  name: z.string(),
  description: z.string().nullable(),
  by: z.string().nullable(),
  included: z.array(primitiveSchema).readonly(),
  excluded: z.array(primitiveSchema).readonly(),
  if: conditionSchema.nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  version: versionSchema,
}

export const segmentResourceSchema = z.strictObject(resource).readonly().meta({ id: 'Segment' })

/** The answer to a write; to a dry run, with what would change. */
export const writtenSegmentSchema = z
  .strictObject({ ...resource, ...withPreview, ...withWarnings })
  .readonly()
  .meta({ id: 'WrittenSegment' })

/** A segment of an environment. */
export type SegmentResource = z.infer<typeof segmentResourceSchema>
