import type { Condition, Primitive } from '@halyard/evaluator'
import { z } from 'zod'
import { conditionSchema } from './condition.ts'
import { nameSchema, primitiveSchema, textSchema, withReason } from './fields.ts'

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

export interface SegmentResource {
  readonly key: string
  readonly environment: string
  readonly revision: number
  readonly name: string
  readonly description: string | null
  readonly by: string | null
  readonly included: readonly Primitive[]
  readonly excluded: readonly Primitive[]
  readonly if: Condition | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly version: number
}
