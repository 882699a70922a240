import * as z from 'zod'
import { timeSchema } from './fields.ts'

const msSchema = z.number().min(0)

const laggardSchema = z
  .strictObject({
    instance: z.string().nullable().describe('The SDK’s own id; null where it gave none.'),
    sdk: z.string().nullable(),
    version: z.string().nullable(),
    revision: z.int().nullable().describe('What it last said to have; null: nothing yet.'),
    lastSeenMs: msSchema.describe('How long ago it last said anything.'),
    gone: z.boolean().describe('Its stream has ended since, and it has not come again.'),
  })
  .readonly()

/** How a change is faring: in the answers to kills and restores. */
export const appliedFields = {
  connected: z.int().min(0).describe('SDKs under an SDK key whose stream was open at the commit.'),
  applied: z.int().min(0).describe('How many of them have confirmed it.'),
  p50Ms: msSchema.nullable().describe('From the commit to where half of them had applied it; null: nobody yet.'),
  p99Ms: msSchema.nullable(),
  laggards: z.array(laggardSchema).readonly().describe('Who has not; at most 100, for those who may read here.'),
  clientsConnected: z.int().min(0).describe('Open streams of browsers, which confirm nothing.'),
  polling: z.int().min(0).describe('Backends that poll, without a stream, and have not shown yet that they have it.'),
  timedOut: z.boolean().describe('`waitFor` was not reached in time.'),
}

/** The query of a kill or a restore. The ranges are refused as what they are (422), by who waits. */
export const waitFields = {
  waitFor: z
    .number()
    .optional()
    .meta({ minimum: 0, maximum: 1 })
    .describe('Answers once this share of those who are connected has confirmed, 0 to 1; at once unless given.'),
  timeoutMs: z
    .number()
    .optional()
    .meta({ minimum: 0, maximum: 30_000 })
    .describe('How long to wait for that, at most 30,000; 5,000 unless given.'),
}

/** How far somebody who is connected has come. @see docs/api.md, "Who has applied it" */
export const CONNECTION_STATES = ['current', 'lagging', 'unconfirmed', 'polling'] as const

/** Somebody who holds a stream of an environment, or polls it with an SDK key. */
export const connectionSchema = z
  .strictObject({
    instance: z.string().nullable().describe('The SDK’s own id; null where it gave none.'),
    sdk: z.string().nullable(),
    version: z.string().nullable(),
    key: z.string().describe('Id of the SDK key or client id that it came with.'),
    audience: z.enum(['server', 'client']),
    revision: z.int().min(0).nullable().describe('What it last said to have; null: nothing yet.'),
    lagMs: msSchema.nullable().describe('For how long it has been behind, by its own word; null: it gave none.'),
    connectedAt: timeSchema,
    state: z.enum(CONNECTION_STATES),
  })
  .readonly()
  .meta({ id: 'Connection' })

const appliedSchema = z.strictObject(appliedFields).readonly()

/** How a change is faring with those who are connected. */
export type AppliedResource = z.infer<typeof appliedSchema>
/** Who has not confirmed a change. */
export type LaggardResource = z.infer<typeof laggardSchema>
/** Who holds a stream, or polls. */
export type ConnectionResource = z.infer<typeof connectionSchema>
