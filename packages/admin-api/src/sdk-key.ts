import { z } from 'zod'
import { dateSchema, nameSchema, withReason } from './fields.ts'

export const KEY_KINDS = ['sdk', 'client'] as const

export const createKeySchema = z.strictObject({
  kind: z.enum(KEY_KINDS),
  name: nameSchema,
  expiresAt: dateSchema.nullable().optional(),
  ...withReason,
})

export type CreateKey = z.infer<typeof createKeySchema>

export interface KeyResource {
  readonly id: string
  readonly kind: 'sdk' | 'client'
  readonly name: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  /** Of a client: public, always shown. */
  readonly clientId?: string
  /** Of an SDK key: shown once, in the answer that makes it. */
  readonly secret?: string
  readonly version: number
}
