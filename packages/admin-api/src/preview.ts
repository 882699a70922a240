/** What a write changes, and whom it moves. @see docs/api.md, "Dry runs" */
import * as z from 'zod'
import { jsonSchema } from './fields.ts'

const changeSchema = z
  .strictObject({
    path: z.string().describe('JSON Pointer into the configuration; of a change set, into the change set.'),
    before: jsonSchema.optional().describe('Left out where there was nothing.'),
    after: jsonSchema.optional().describe('Left out where there is nothing any more.'),
  })
  .readonly()

const moveSchema = z
  .strictObject({
    flag: z.string(),
    where: z
      .enum(['rule', 'fallthrough', 'off'])
      .describe('`off`: everyone, of a flag that is off or killed before and after.'),
    rule: z.string().optional().describe('The id of the rule.'),
    from: z.string().nullable().describe('A variant; null is the default in the caller’s own code.'),
    to: z.string().nullable(),
    buckets: z.int().min(1).max(100_000).describe('Of the 100,000 of those who get to this place.'),
    estimated: z
      .literal(true)
      .optional()
      .describe('Buckets are of another attribute before: the number is an expectation.'),
  })
  .readonly()

const reachSchema = z
  .strictObject({
    flag: z.string(),
    where: z.enum(['rule', 'targets', 'prerequisites']),
    rule: z.string().optional(),
    segment: z.string().optional().describe('The rule is as it was; this segment, which it names, is not.'),
    change: z.enum(['added', 'removed', 'changed', 'moved']),
  })
  .readonly()

export const previewSchema = z
  .strictObject({
    summary: z.string().describe('For people.'),
    changes: z.array(changeSchema).readonly(),
    moves: z.array(moveSchema).readonly(),
    reach: z
      .array(reachSchema)
      .readonly()
      .describe('Places that others get to than before: how many depends on their attributes, not on buckets.'),
  })
  .readonly()
  .meta({ id: 'Preview' })

/** What answers of writes carry beside the resource, where they tell it. */
export const withPreview = { preview: previewSchema.optional() }
export const withWarnings = { warnings: z.array(z.string()).readonly().optional() }

/** What a write changes, and whom it moves. */
export type Preview = z.infer<typeof previewSchema>
/** How many get another variant than before, and where. */
export type Move = Preview['moves'][number]
/** A place that others get to than before. */
export type Reach = Preview['reach'][number]
