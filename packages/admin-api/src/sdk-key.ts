import * as z from 'zod'
import { dateSchema, nameSchema, timeSchema, versionSchema, withReason } from './fields.ts'

/** `sdk` is secret and sees everything; `client` is public and sees what is exposed. */
export const KEY_KINDS = ['sdk', 'client'] as const

export const createKeySchema = z.strictObject({
  kind: z.enum(KEY_KINDS),
  name: nameSchema,
  expiresAt: dateSchema.nullable().optional(),
  signed: z
    .boolean()
    .optional()
    .describe(
      'Of a client: evaluates signed targeting keys only, and gets no rules. For good: make another to change it.',
    ),
  ...withReason,
})

/** Makes an SDK key or a client id. */
export type CreateKey = z.infer<typeof createKeySchema>

export const rotateKeySchema = z.strictObject({
  graceSeconds: z
    .int()
    .min(0)
    .max(90 * 24 * 3_600, 'at most 7,776,000 (90 days)')
    .optional()
    .describe('For how long the old key goes on working; 86,400 (a day) unless given.'),
  expiresAt: dateSchema.nullable().optional().describe('When the new key ends; never unless given.'),
  ...withReason,
})

/** Makes a key in place of another, which goes on working for a while. */
export type RotateKey = z.infer<typeof rotateKeySchema>

export const keyResourceSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(KEY_KINDS),
    name: z.string(),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    revokedAt: timeSchema.nullable(),
    clientId: z.string().optional().describe('Of a client: public, always shown.'),
    signed: z.boolean().optional().describe('Of a client that takes signed targeting keys only.'),
    secret: z.string().optional().describe('Of an SDK key: shown once, in the answer that makes it.'),
    version: versionSchema,
  })
  .readonly()
  .meta({ id: 'Key' })

/** An SDK key or a client id, without its secret once it has been shown. */
export type KeyResource = z.infer<typeof keyResourceSchema>
