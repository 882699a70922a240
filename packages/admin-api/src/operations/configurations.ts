import * as z from 'zod'
import {
  configurationResourceSchema,
  historyResourceSchema,
  killResourceSchema,
  killTaggedResourceSchema,
  killTaggedSchema,
  mergePatchSchema,
  putConfigurationSchema,
  rollbackSchema,
  writtenConfigurationSchema,
} from '../configuration.ts'
import { dateSchema } from '../fields.ts'
import { evaluationCountSchema } from '../insight.ts'
import { changeQuery, dryRun, listOf, listQuery, operation, reasonBody } from '../operation.ts'
import { waitFields } from '../propagation.ts'

const ALL = '/projects/:project/environments/:environment/flags'
const ONE = '/projects/:project/environments/:environment/flags/:flag'
const switchQuery = z.strictObject({ dryRun, ...waitFields })
const params = { project: 'shop', environment: 'production', flag: 'new-checkout' }

export const configurations = {
  list: operation('GET', ALL, {
    summary: 'What every flag that is not archived serves in an environment.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(configurationResourceSchema),
    example: { params: { project: 'shop', environment: 'production' } },
  }),
  get: operation('GET', ONE, {
    summary: 'What a flag serves in an environment.',
    permission: 'project.read',
    answer: configurationResourceSchema,
    example: { params },
  }),
  replace: operation('PUT', ONE, {
    summary: 'Replaces what a flag serves in an environment; never changes `killed`.',
    permission: 'configuration.write',
    query: changeQuery,
    body: putConfigurationSchema,
    answer: writtenConfigurationSchema,
    example: { params, body: { enabled: true, fallthrough: { variant: 'on' } } },
  }),
  update: operation('PATCH', ONE, {
    summary: 'Changes what a flag serves in an environment (a merge patch, RFC 7396); never changes `killed`.',
    permission: 'configuration.write',
    query: changeQuery,
    body: mergePatchSchema,
    answer: writtenConfigurationSchema,
    example: {
      params,
      body: { enabled: true, fallthrough: { split: { weights: { on: 5_000, off: 95_000 } } }, reason: 'first 5 %' },
    },
  }),
  kill: operation('POST', `${ONE}/kill`, {
    summary: 'Serves the off variant to everyone, now. Repeating it changes nothing.',
    permission: 'flag.kill',
    urgent: true,
    query: switchQuery,
    body: reasonBody,
    answer: killResourceSchema,
    example: { params, body: { reason: 'checkout errors' } },
  }),
  killTagged: operation('POST', '/projects/:project/environments/:environment/kill', {
    summary: 'Kills all flags with a tag, as one revision. Repeating it changes nothing.',
    permission: 'flag.kill',
    urgent: true,
    query: switchQuery,
    body: killTaggedSchema,
    answer: killTaggedResourceSchema,
    example: {
      params: { project: 'shop', environment: 'production' },
      body: { tag: 'payments', reason: 'the payment provider is down' },
    },
  }),
  restore: operation('POST', `${ONE}/restore`, {
    summary: 'Brings back exactly what was before the kill.',
    permission: 'flag.kill',
    query: switchQuery,
    body: reasonBody,
    answer: killResourceSchema,
    example: { params, body: { reason: 'errors are gone' } },
  }),
  rollBack: operation('POST', `${ONE}/rollback`, {
    summary: 'Makes the configuration as of a revision a new one; never lifts a kill.',
    permission: 'configuration.write',
    query: changeQuery,
    body: rollbackSchema,
    answer: writtenConfigurationSchema,
    example: { params, body: { revision: 1 } },
  }),
  history: operation('GET', `${ONE}/history`, {
    summary: 'The revisions of a flag in an environment, newest first.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(historyResourceSchema),
    example: { params },
  }),
  evaluations: operation('GET', `${ONE}/evaluations`, {
    summary: 'How often a flag was evaluated, by hour (by day after a week), variant and SDK.',
    permission: 'project.read',
    query: z.strictObject({
      from: dateSchema.optional().describe('A week ago unless given.'),
      to: dateSchema.optional().describe('Now unless given.'),
    }),
    answer: listOf(evaluationCountSchema),
    example: { params },
  }),
} as const
