import { z } from 'zod'
import { keySchema, nameSchema, withReason } from './fields.ts'

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

export interface EnvironmentResource {
  readonly key: string
  readonly id: string
  readonly name: string
  readonly protected: boolean
  readonly revision: number
  readonly createdAt: string
  readonly version: number
}
