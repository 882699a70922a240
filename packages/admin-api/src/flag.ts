import type { FlagType, JsonValue, Primitive } from '@halyard/evaluator'
import { z } from 'zod'
import { dateSchema, keySchema, nameSchema, primitiveSchema, textSchema, withReason } from './fields.ts'

export const FLAG_TYPES = ['boolean', 'string', 'number', 'object'] as const
export const FLAG_KINDS = ['release', 'experiment', 'ops', 'permission', 'migration'] as const

const tagSchema = z.string().min(1, 'at least one character').max(64, 'at most 64 characters')
const fields = {
  name: nameSchema.optional(),
  description: textSchema.nullable().optional(),
  owner: nameSchema.nullable().optional(),
  kind: z.enum(FLAG_KINDS).optional(),
  tags: z.array(tagSchema).max(64, 'at most 64 tags').optional(),
  variants: z.record(z.string(), z.json()).optional(),
  metadata: z.record(z.string(), primitiveSchema).optional(),
  exposeToClients: z.boolean().optional(),
  salt: z.string().min(1, 'at least one character').max(256, 'at most 256 characters').nullable().optional(),
  expiresAt: dateSchema.nullable().optional(),
}

export const createFlagSchema = z.strictObject({
  key: keySchema,
  type: z.enum(FLAG_TYPES).optional(),
  ...fields,
  ...withReason,
})
/** A merge patch (RFC 7396); a flag's key and type stay what they are. */
export const patchFlagSchema = z.strictObject({
  ...fields,
  variants: z.record(z.string(), z.json()).optional(),
  metadata: z.record(z.string(), primitiveSchema.nullable()).nullable().optional(),
  archived: z.boolean().optional(),
  ...withReason,
})

export type CreateFlag = z.infer<typeof createFlagSchema>
export type PatchFlag = z.infer<typeof patchFlagSchema>

export interface FlagResource {
  readonly key: string
  readonly name: string
  readonly description: string | null
  readonly owner: string | null
  readonly kind: (typeof FLAG_KINDS)[number]
  readonly tags: readonly string[]
  readonly type: FlagType
  readonly variants: Readonly<Record<string, JsonValue>>
  readonly metadata: Readonly<Record<string, Primitive>>
  readonly exposeToClients: boolean
  readonly salt: string | null
  readonly expiresAt: string | null
  readonly archived: boolean
  readonly createdAt: string
  readonly updatedAt: string
  readonly version: number
}
