import { z } from 'zod'
import { keySchema, nameSchema, timeSchema, versionSchema, withReason } from './fields.ts'

export const createEnvironmentSchema = z.strictObject({
  key: keySchema,
  name: nameSchema.optional(),
  protected: z.boolean().optional(),
  ...withReason,
})
export const patchEnvironmentSchema = z.strictObject({
  name: nameSchema.optional(),
  protected: z.boolean().optional(),
  ...withReason,
})

export type CreateEnvironment = z.infer<typeof createEnvironmentSchema>
export type PatchEnvironment = z.infer<typeof patchEnvironmentSchema>

export const environmentResourceSchema = z
  .strictObject({
    key: z.string(),
    id: z.string(),
    name: z.string(),
    protected: z.boolean(),
    revision: z.int().min(0),
    createdAt: timeSchema,
    version: versionSchema,
  })
  .readonly()
  .meta({ id: 'Environment' })

export type EnvironmentResource = z.infer<typeof environmentResourceSchema>
