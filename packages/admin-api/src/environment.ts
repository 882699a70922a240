import * as z from 'zod'
import { keySchema, nameSchema, timeSchema, versionSchema, withReason } from './fields.ts'

const protection = {
  protected: z.boolean().optional().describe('Changes need a reason, and go by change request and approval.'),
  requiredApprovals: z
    .int()
    .min(0, 'at least 0 (only the reason)')
    .max(10, 'at most 10')
    .optional()
    .describe('By others than the author, while it is protected; 1 unless given, 0 asks only for the reason.'),
}

export const createEnvironmentSchema = z.strictObject({
  key: keySchema,
  name: nameSchema.optional(),
  ...protection,
  ...withReason,
})
export const patchEnvironmentSchema = z.strictObject({
  name: nameSchema.optional(),
  ...protection,
  ...withReason,
})

/** Makes an environment. */
export type CreateEnvironment = z.infer<typeof createEnvironmentSchema>
/** What changes of an environment. */
export type PatchEnvironment = z.infer<typeof patchEnvironmentSchema>

export const environmentResourceSchema = z
  .strictObject({
    key: z.string(),
    id: z.string(),
    name: z.string(),
    protected: z.boolean(),
    requiredApprovals: z.int().min(0),
    revision: z.int().min(0),
    createdAt: timeSchema,
    version: versionSchema,
  })
  .readonly()
  .meta({ id: 'Environment' })

/** An environment of a project. */
export type EnvironmentResource = z.infer<typeof environmentResourceSchema>
