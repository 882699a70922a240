import { z } from 'zod'
import { conditionSchema } from './condition.ts'
import { nameSchema, primitiveSchema, textSchema, timeSchema, versionSchema, withReason } from './fields.ts'

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
  ...withReason,
})

export type PutSegment = z.infer<typeof putSegmentSchema>

export const segmentResourceSchema = z
  .strictObject({
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
  })
  .readonly()
  .meta({ id: 'Segment' })

export type SegmentResource = z.infer<typeof segmentResourceSchema>
