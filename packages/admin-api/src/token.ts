import * as z from 'zod'
import { dateSchema, keySchema, nameSchema, timeSchema, versionSchema, withReason } from './fields.ts'
import { ROLES } from './permissions.ts'

const scopeSchema = z.array(keySchema).min(1, 'at least one; leave it out for all').max(100, 'at most 100')

export const createTokenSchema = z.strictObject({
  name: nameSchema,
  role: z.enum(ROLES),
  projects: scopeSchema.optional().describe('Keys of the projects that it is confined to; all unless given.'),
  environments: scopeSchema.optional().describe('Keys of the environments that it is confined to; all unless given.'),
  expiresAt: dateSchema.nullable().optional(),
  ...withReason,
})

export const tokenResourceSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    projects: z.array(z.string()).readonly().nullable(),
    environments: z.array(z.string()).readonly().nullable(),
    createdAt: timeSchema,
    createdBy: z.strictObject({ id: z.string(), name: z.string() }).readonly(),
    expiresAt: timeSchema.nullable(),
    revokedAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable().describe('To the minute.'),
    secret: z.string().optional().describe('Shown once, in the answer that makes it.'),
    version: versionSchema,
  })
  .readonly()
  .meta({ id: 'Token' })

/** What a token may know of itself. */
export const ownTokenSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    projects: z.array(z.string()).readonly().nullable().describe('All that it reaches; null: every one.'),
    environments: z.array(z.string()).readonly().nullable().describe('All that it reaches; null: every one.'),
    expiresAt: timeSchema.nullable(),
  })
  .readonly()
  .meta({ id: 'OwnToken' })

/** Makes an API token. */
export type CreateToken = z.infer<typeof createTokenSchema>
/** An API token, without its secret once it has been shown. */
export type TokenResource = z.infer<typeof tokenResourceSchema>
export type OwnToken = z.infer<typeof ownTokenSchema>
