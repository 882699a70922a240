import * as z from 'zod'
import { timeSchema } from './fields.ts'
import { FLAG_KINDS } from './flag.ts'

export const evaluationCountSchema = z
  .strictObject({
    at: timeSchema.describe('Start of the hour; of the day (UTC) when it is more than a week ago.'),
    variant: z.string().describe('`(default)` where the caller’s default applied.'),
    sdk: z.string(),
    n: z.int().min(0),
  })
  .readonly()
  .meta({ id: 'EvaluationCount' })

const usageInEnvironmentSchema = z
  .strictObject({
    environment: z.string(),
    enabled: z.boolean(),
    killed: z.boolean(),
    changedAt: timeSchema,
    lastEvaluatedAt: timeSchema.nullable().describe('To the hour; null: no SDK ever reported it.'),
    evaluationsLastDay: z.int().min(0),
    evaluationsLastWeek: z.int().min(0),
    sdks: z.array(z.string()).readonly().describe('Which reported it within a week.'),
    prerequisiteOf: z.array(z.string()).readonly().describe('Flags that wait for this one here.'),
  })
  .readonly()

export const usageResourceSchema = z
  .strictObject({
    flag: z.string(),
    archived: z.boolean(),
    environments: z.array(usageInEnvironmentSchema).readonly(),
    canArchive: z.boolean(),
    obstacles: z.array(z.string()).readonly().describe('Why it should not be archived yet, for people.'),
  })
  .readonly()
  .meta({ id: 'Usage' })

/** Why a flag should perhaps be gone. */
export const STALE_CODES = [
  'fully-rolled-out',
  'constant',
  'not-evaluated',
  'expired',
  'abandoned',
  'review-due',
] as const

export const staleFlagSchema = z
  .strictObject({
    flag: z.string(),
    kind: z.enum(FLAG_KINDS),
    owner: z.string().nullable(),
    reasons: z
      .array(z.strictObject({ code: z.enum(STALE_CODES), detail: z.string(), since: timeSchema }).readonly())
      .readonly(),
  })
  .readonly()
  .meta({ id: 'StaleFlag' })

/** How often a flag served a variant to an SDK, in an hour or a day. */
export type EvaluationCountResource = z.infer<typeof evaluationCountSchema>
/** Who still evaluates a flag or depends on it. */
export type UsageResource = z.infer<typeof usageResourceSchema>
/** A flag that should perhaps be gone, and why. */
export type StaleFlagResource = z.infer<typeof staleFlagSchema>
