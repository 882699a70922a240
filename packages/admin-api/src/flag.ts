import * as z from 'zod'
import {
  dateSchema,
  jsonSchema,
  keySchema,
  nameSchema,
  primitiveSchema,
  textSchema,
  timeSchema,
  versionSchema,
  withReason,
} from './fields.ts'
import { withWarnings } from './preview.ts'
import { revealsSchema } from './reveals.ts'

/** What a flag’s values can be; all of one flag’s are of one type. */
export const FLAG_TYPES = ['boolean', 'string', 'number', 'object'] as const
/** What a flag is for, and so how long it should live. @see docs/api.md */
export const FLAG_KINDS = ['release', 'experiment', 'ops', 'permission', 'migration'] as const

const tagSchema = z.string().min(1, 'at least one character').max(64, 'at most 64 characters')
const fields = {
  name: nameSchema.optional(),
  description: textSchema.nullable().optional(),
  owner: nameSchema.nullable().optional(),
  kind: z.enum(FLAG_KINDS).optional(),
  tags: z.array(tagSchema).max(64, 'at most 64 tags').optional(),
  variants: z.record(z.string(), jsonSchema).optional(),
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
/** A merge patch (RFC 7396); a flag's key and type stay what they are, and may come back so with what was got. */
export const patchFlagSchema = z.strictObject({
  ...fields,
  tags: fields.tags.nullable(),
  metadata: z.record(z.string(), primitiveSchema.nullable()).nullable().optional(),
  archived: z.boolean().optional(),
  key: z.string().optional(),
  type: z.enum(FLAG_TYPES).optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  version: z.int().optional().describe('The one that the change is based on, where no `If-Match` is sent.'),
  warnings: z.array(z.string()).optional(),
  ...withReason,
})

/** Makes a flag. */
export type CreateFlag = z.infer<typeof createFlagSchema>
/** What changes of a flag: a merge patch (RFC 7396). */
export type PatchFlag = z.infer<typeof patchFlagSchema>

const resource = {
  key: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  owner: z.string().nullable(),
  kind: z.enum(FLAG_KINDS),
  tags: z.array(z.string()).readonly(),
  type: z.enum(FLAG_TYPES),
  variants: z.record(z.string(), jsonSchema).readonly(),
  metadata: z.record(z.string(), primitiveSchema).readonly(),
  exposeToClients: z.boolean(),
  salt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  archived: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  version: versionSchema,
}

export const flagResourceSchema = z.strictObject(resource).readonly().meta({ id: 'Flag' })

/** The answer to a write; to one that exposes the flag to clients, with what they come to see. */
export const writtenFlagSchema = z
  .strictObject({ ...resource, reveals: revealsSchema.optional(), ...withWarnings })
  .readonly()
  .meta({ id: 'WrittenFlag' })

/** A flag, as it is in all environments. */
export type FlagResource = z.infer<typeof flagResourceSchema>
/** The answer to a write of a flag; to one that exposes it to clients, with what they come to see. */
export type WrittenFlag = z.infer<typeof writtenFlagSchema>
