/** What exposing a flag to clients shows to whoever has a client id. @see docs/api.md, "What an exposure reveals" */
import * as z from 'zod'
import { jsonSchema } from './fields.ts'

const pointer = z.string().describe('JSON Pointer into the configuration, or into the segment.')

const revealedSchema = z
  .strictObject({
    type: z.enum(['flag', 'segment']),
    key: z.string(),
    hidden: z.literal(true).optional().describe('Only a prerequisite: names of variants, no values, no metadata.'),
    hashed: z.array(pointer).readonly().describe('Lists that become hashes: not to be read, but to be guessed.'),
    readable: z
      .array(
        z
          .strictObject({
            path: pointer,
            attribute: z.string(),
            op: z.string(),
            value: jsonSchema.optional(),
          })
          .readonly(),
      )
      .readonly()
      .describe('Operands that stay as they are.'),
  })
  .readonly()

export const revealsSchema = z
  .array(
    z
      .strictObject({ environment: z.string(), items: z.array(revealedSchema).readonly() })
      .readonly()
      .meta({ id: 'Revealed' }),
  )
  .readonly()

/** What exposing flags to clients shows, by environment. */
export type Reveals = z.infer<typeof revealsSchema>
/** What of one flag or segment clients come to see. */
export type RevealedItem = Reveals[number]['items'][number]
