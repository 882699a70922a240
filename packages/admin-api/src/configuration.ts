import type { Target } from '@halyard/evaluator'
import * as z from 'zod'
import { conditionSchema } from './condition.ts'
import {
  approvedBySchema,
  jsonSchema,
  primitiveSchema,
  reasonSchema,
  timeSchema,
  versionSchema,
  withReason,
} from './fields.ts'
import { withPreview } from './preview.ts'
import { appliedFields } from './propagation.ts'

/** 100,000 is all of it: 1,000 is 1 %. */
export const WHOLE = 100_000

const text = z.string().min(1, 'at least one character')
const weightSchema = z.int('a whole number; 1,000 is 1 %').min(0, 'at least 0').max(WHOLE, 'at most 100,000')
const splitSchema = z.strictObject({
  by: text.optional(),
  weights: z.record(z.string(), weightSchema).optional(),
  ranges: z.array(z.tuple([text, z.int().min(1).max(WHOLE)])).optional(),
})
const serveSchema = z.strictObject({ variant: text.optional(), split: splitSchema.optional() })
const targetSchema = z.strictObject({ attribute: text.optional(), values: z.array(primitiveSchema), variant: text })
const ruleSchema = z.strictObject({ id: text.max(128).optional(), if: conditionSchema.optional(), serve: serveSchema })
const prerequisiteSchema = z.strictObject({ flag: text, variant: text })

/** What answers carry beside the fields that can be written: taken back as they are, so that a GET can be PUT. */
const echoed = {
  flag: z.string().optional(),
  environment: z.string().optional(),
  revision: z.int().optional(),
  version: z.int().optional(),
  killed: z.boolean().optional(),
  warnings: z.array(z.string()).optional(),
}

/** A whole configuration; fields that only answers have are taken, too, so that a GET can be PUT. */
export const putConfigurationSchema = z.strictObject({
  enabled: z.boolean(),
  offVariant: text.nullable().optional(),
  prerequisites: z.array(prerequisiteSchema).optional(),
  targets: z.array(targetSchema).optional(),
  rules: z.array(ruleSchema).optional(),
  fallthrough: serveSchema,
  maxStalenessMs: z.int().min(1_000, 'at least 1,000 (one second)').max(2_147_483_647).nullable().optional(),
  ...echoed,
  ...withReason,
})

/** A merge patch is judged after merging; before, it is only an object. */
export const mergePatchSchema = z.looseObject({ reason: reasonSchema.optional() })
export const rollbackSchema = z.strictObject({ revision: z.int().min(0), ...withReason })
export const copySchema = z.strictObject({
  from: text.describe('The key of the environment that already serves it.'),
  to: text.describe('The key of the environment that is to serve the same.'),
  ...withReason,
})

/** A whole configuration, as it is written. */
export type PutConfiguration = z.infer<typeof putConfigurationSchema>
/** A variant or a split, as it is written. */
export type ServeInput = z.infer<typeof serveSchema>
/** Which revision a configuration goes back to. */
export type Rollback = z.infer<typeof rollbackSchema>

const rangesSchema = z.array(z.tuple([z.string(), z.int()]).readonly()).readonly()

/** Answers carry the weights that people write and the ranges that they came to. */
export const serveResourceSchema = z.union([
  z.strictObject({ variant: z.string() }).readonly(),
  z
    .strictObject({
      split: z
        .strictObject({
          by: z.string(),
          weights: z.record(z.string(), z.int()).readonly(),
          ranges: rangesSchema,
        })
        .readonly(),
    })
    .readonly(),
])

const targetResourceSchema: z.ZodType<Target> = z.strictObject({
  attribute: z.string(),
  values: z.array(primitiveSchema).readonly(),
  variant: z.string(),
})

/** What a configuration says, without where and when. */
const contents = {
  enabled: z.boolean(),
  killed: z.boolean(),
  offVariant: z.string().nullable(),
  prerequisites: z.array(z.strictObject({ flag: z.string(), variant: z.string() }).readonly()).readonly(),
  targets: z.array(targetResourceSchema).readonly(),
  rules: z
    .array(z.strictObject({ id: z.string(), if: conditionSchema.optional(), serve: serveResourceSchema }).readonly())
    .readonly(),
  fallthrough: serveResourceSchema,
  maxStalenessMs: z.int().nullable(),
}

const fields = {
  flag: z.string(),
  environment: z.string(),
  revision: z.int().min(0).describe('The environment’s revision that last changed the flag as backends see it.'),
  ...contents,
  version: versionSchema,
  warnings: z.array(z.string()).readonly().optional(),
}

export const configurationResourceSchema = z.strictObject(fields).readonly().meta({ id: 'Configuration' })

/** The answer to a write; to a dry run, with what would change. */
export const writtenConfigurationSchema = z
  .strictObject({ ...fields, ...withPreview })
  .readonly()
  .meta({ id: 'WrittenConfiguration' })

/** The answer to a kill or a restore: who has applied it. */
export const killResourceSchema = z
  .strictObject({ ...fields, ...appliedFields })
  .readonly()
  .meta({ id: 'Kill' })

export const killTaggedSchema = z.strictObject({ tag: text.max(64, 'at most 64 characters'), ...withReason })

/** The answer to a kill of all flags with a tag. */
export const killTaggedResourceSchema = z
  .strictObject({
    environment: z.string(),
    tag: z.string(),
    revision: z.int().min(0).describe('The environment’s: those that were not killed before were killed in it.'),
    flags: z
      .array(
        z
          .strictObject({
            flag: z.string(),
            killed: z.literal(true),
            changed: z.boolean().describe('False: it was killed before.'),
            offVariant: z.string().nullable(),
            revision: z.int().min(0),
            version: versionSchema,
          })
          .readonly(),
      )
      .readonly(),
    ...appliedFields,
    warnings: z.array(z.string()).readonly().optional(),
  })
  .readonly()
  .meta({ id: 'KillTagged' })

export const historyResourceSchema = z
  .strictObject({
    revision: z.int().min(0),
    at: timeSchema,
    actor: z.strictObject({ id: z.string(), name: z.string() }).readonly(),
    action: z.string(),
    reason: z.string().nullable(),
    before: jsonSchema,
    after: jsonSchema,
    changeRequest: approvedBySchema.optional().describe('The change request that it was made by.'),
  })
  .readonly()
  .meta({ id: 'HistoryEntry' })

/** A variant, or a split with its weights and the exact ranges. */
export type ServeResource = z.infer<typeof serveResourceSchema>
/** What a flag serves in an environment. */
export type ConfigurationResource = z.infer<typeof configurationResourceSchema>
/** The answer to a write of a configuration; to a dry run, with what would change. */
export type WrittenConfiguration = z.infer<typeof writtenConfigurationSchema>
/** The answer to a kill or a restore: who has applied it. */
export type KillResource = z.infer<typeof killResourceSchema>
/** The answer to a kill of all flags with a tag. */
export type KillTaggedResource = z.infer<typeof killTaggedResourceSchema>
/** One revision of a flag in an environment: who, what and why. */
export type HistoryResource = z.infer<typeof historyResourceSchema>
