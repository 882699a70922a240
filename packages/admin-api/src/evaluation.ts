import type { Condition, ConditionTrace, Prerequisite, Serve } from '@halyard/evaluator'
import * as z from 'zod'
import { conditionSchema } from './condition.ts'
import { jsonSchema, primitiveSchema, withReason } from './fields.ts'

export const evaluateSchema = z.strictObject({
  context: z.record(z.string(), z.unknown()).describe('`targetingKey` and attributes, as an app would give them.'),
  flags: z.array(z.string()).max(1_000, 'at most 1,000 flags').optional().describe('All of them unless given.'),
  revision: z.int().min(0).optional().describe('The rules as of this revision; those of now unless given.'),
  ...withReason,
})

const outcomeSchema = z.union([z.boolean(), z.literal('unknown')])
const serveSchema: z.ZodType<Serve> = z.union([
  z.strictObject({ variant: z.string() }),
  z.strictObject({
    split: z.strictObject({ by: z.string().exactOptional(), ranges: z.array(z.tuple([z.string(), z.int()])) }),
  }),
])

const conditionTraceSchema: z.ZodType<ConditionTrace> = z
  .lazy(() =>
    z.strictObject({
      condition: conditionSchema as z.ZodType<Condition>,
      outcome: outcomeSchema,
      actual: z.unknown().exactOptional().describe('What a comparison found in the context.'),
      parts: z.array(conditionTraceSchema).exactOptional(),
    }),
  )
  .meta({ id: 'ConditionTrace' })

const prerequisiteSchema: z.ZodType<Prerequisite & { readonly isMet: boolean }> = z.strictObject({
  flag: z.string(),
  variant: z.string(),
  isMet: z.boolean(),
})

const stepSchema = z
  .strictObject({
    kind: z.enum(['target', 'rule', 'fallthrough']),
    id: z.string().optional(),
    if: conditionTraceSchema.optional(),
    serve: serveSchema,
    placed: z
      .strictObject({
        by: z.string(),
        actual: z.unknown().optional(),
        salt: z.string(),
        seed: z.int(),
        text: z.string().optional(),
        bucket: z.int().optional(),
        variant: z.string().optional(),
        start: z.int().optional(),
        end: z.int().optional(),
      })
      .optional()
      .describe('Where the context was placed among 100,000 buckets.'),
  })
  .meta({ id: 'StepTrace' })

const flagTrace = {
  flagKey: z.string(),
  value: jsonSchema.optional().describe('Absent where the caller’s default applies.'),
  variant: z.string().optional(),
  reason: z.string(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
  flagMetadata: z.record(z.string(), primitiveSchema),
  prerequisites: z.array(prerequisiteSchema),
  steps: z.array(stepSchema).describe('As they were tried; the last one decided.'),
}

const explanationSchema = z
  .strictObject({
    summary: z.string().describe('The outcome and what led to it, in one line.'),
    ...flagTrace,
    evaluated: z.array(z.strictObject(flagTrace)).describe('Prerequisites and theirs, each once.'),
    segments: z.array(
      z.strictObject({ segment: z.string(), if: conditionTraceSchema.optional(), outcome: outcomeSchema }),
    ),
  })
  .meta({ id: 'Explanation' })

export const evaluateResourceSchema = z
  .strictObject({
    revision: z.int().min(0),
    flags: z.record(z.string(), explanationSchema),
  })
  .meta({ id: 'Evaluations' })

/** Whose flags are to be explained. */
export type EvaluateInput = z.infer<typeof evaluateSchema>
/** Flags as they would be served, each with its trace. */
export type EvaluateResource = z.infer<typeof evaluateResourceSchema>
/** Why a flag serves what it serves. */
export type ExplanationResource = z.infer<typeof explanationSchema>
