import type { Condition, Prerequisite, Target } from '@halyard/evaluator'
import { z } from 'zod'
import { conditionSchema } from './condition.ts'
import { primitiveSchema, withReason } from './fields.ts'

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
}

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
export const mergePatchSchema = z.record(z.string(), z.unknown())
export const killSchema = z.strictObject(withReason)
export const rollbackSchema = z.strictObject({ revision: z.int().min(0), ...withReason })

export type PutConfiguration = z.infer<typeof putConfigurationSchema>
export type ServeInput = z.infer<typeof serveSchema>
export type Rollback = z.infer<typeof rollbackSchema>

export type ServeResource =
  | { readonly variant: string }
  | {
      readonly split: {
        readonly by: string
        readonly weights: Readonly<Record<string, number>>
        readonly ranges: readonly (readonly [variant: string, end: number])[]
      }
    }

export interface ConfigurationResource {
  readonly flag: string
  readonly environment: string
  /** The environment's revision that last changed the flag as backends see it. */
  readonly revision: number
  readonly enabled: boolean
  readonly killed: boolean
  readonly offVariant: string | null
  readonly prerequisites: readonly Prerequisite[]
  readonly targets: readonly Target[]
  readonly rules: readonly { readonly id: string; readonly if?: Condition; readonly serve: ServeResource }[]
  readonly fallthrough: ServeResource
  readonly maxStalenessMs: number | null
  readonly version: number
  readonly warnings?: readonly string[]
}

/** The answer to a kill or a restore: who is connected at this moment. */
export interface KillResource extends ConfigurationResource {
  readonly connected: number
  readonly clientsConnected: number
}

export interface HistoryResource {
  readonly revision: number
  readonly at: string
  readonly actor: { readonly id: string; readonly name: string }
  readonly action: string
  readonly reason: string | null
  readonly before: unknown
  readonly after: unknown
}
