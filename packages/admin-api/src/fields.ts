/** Pieces that several documents are made of. */
import type { JsonValue, Primitive } from '@halyard/evaluator'
import * as z from 'zod'

/** Keys of projects, environments, flags and segments, and names of variants. */
export const KEY_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
/** {@link KEY_PATTERN} in words. */
export const KEY_EXPECTED = '1 to 128 characters of A-Z a-z 0-9 . _ -, the first a letter or a digit'

export const keySchema = z.string().regex(KEY_PATTERN, KEY_EXPECTED)
/** For people; any text on one line. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'at least one character')
  .max(256, 'at most 256 characters')
  .regex(/^[^\p{Cc}]*$/u, 'text without control characters')
export const textSchema = z.string().max(10_000, 'at most 10,000 characters')
export const reasonSchema = z.string().trim().min(1, 'at least one character').max(1_000, 'at most 1,000 characters')
export const dateSchema = z.iso.datetime({
  offset: true,
  error: 'an RFC 3339 date with offset, such as 2030-01-31T00:00:00Z',
})
export const primitiveSchema: z.ZodType<Primitive> = z.union(
  [z.string(), z.number(), z.boolean()],
  'a string, a number or a boolean',
)
/** Any JSON. */
export const jsonSchema: z.ZodType<JsonValue> = z
  .lazy(() => z.union([z.null(), primitiveSchema, z.array(jsonSchema), z.record(z.string(), jsonSchema)], 'JSON'))
  .meta({ id: 'Json' })
/** RFC 3339, as answers carry it. */
export const timeSchema = z.iso.datetime()
/** A resource's own version; its ETag. */
export const versionSchema = z.int().min(0)

/** Why, for the audit. */
export const withReason = { reason: reasonSchema.optional() }

/** Who acts: a token, by its id and name. */
export const personSchema = z.strictObject({ id: z.string(), name: z.string() }).readonly()

/** On whose word a change was made: the request that asked for it. */
export const approvedBySchema = z
  .strictObject({ id: z.string(), author: personSchema, approvers: z.array(personSchema).readonly() })
  .readonly()

/** The change request that a change was made by. */
export type ApprovedBy = z.infer<typeof approvedBySchema>
