import * as z from 'zod'
import { keySchema, nameSchema, timeSchema, versionSchema, withReason } from './fields.ts'

export const createProjectSchema = z.strictObject({ key: keySchema, name: nameSchema.optional(), ...withReason })
export const patchProjectSchema = z.strictObject({ name: nameSchema.optional(), ...withReason })

/** Makes a project. */
export type CreateProject = z.infer<typeof createProjectSchema>
/** What changes of a project. */
export type PatchProject = z.infer<typeof patchProjectSchema>

/** As the API answers it. Times are RFC 3339. */
export const projectResourceSchema = z
  .strictObject({ key: z.string(), name: z.string(), createdAt: timeSchema, version: versionSchema })
  .readonly()
  .meta({ id: 'Project' })

/** A project. */
export type ProjectResource = z.infer<typeof projectResourceSchema>
