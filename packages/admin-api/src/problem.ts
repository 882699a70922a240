import * as z from 'zod'

export const problemErrorSchema = z
  .strictObject({
    path: z.string().describe('JSON Pointer into the request’s body; `?name` for a query parameter.'),
    value: z.unknown().optional().describe('What came; a long text is cut off, a long list or object told in words.'),
    expected: z.string(),
    message: z.string().optional().describe('What is wrong with it, or what it was, in words.'),
    suggestion: z.string().optional(),
  })
  .readonly()
  .meta({ id: 'ProblemError' })

/** RFC 9457. Branch on `code`: it is documented, and never reused. @see docs/api.md, "Refusals" */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(problemErrorSchema).readonly(),
    current: z.unknown().optional().describe('With `412`: the resource as it is now.'),
    changed: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('With `412`: the paths that changed since the version that was named.'),
  })
  .readonly()
  .meta({ id: 'Problem' })

/** Why something was refused (RFC 9457). Branch on `code`. */
export type ProblemDocument = z.infer<typeof problemSchema>
/** One thing that is wrong with a request: where, what came, what was expected. */
export type ProblemError = z.infer<typeof problemErrorSchema>

/** A page of a list. */
export interface ListResource<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}
