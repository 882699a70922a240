import * as z from 'zod'
import { copySchema, writtenConfigurationSchema } from '../configuration.ts'
import { createFlagSchema, FLAG_KINDS, flagResourceSchema, patchFlagSchema, writtenFlagSchema } from '../flag.ts'
import { staleFlagSchema, usageResourceSchema } from '../insight.ts'
import { changeQuery, listOf, listQuery, listQueryWith, operation, reasonBody } from '../operation.ts'

const ALL = '/projects/:project/flags'
const ONE = '/projects/:project/flags/:flag'
const params = { project: 'shop', flag: 'new-checkout' }

export const flags = {
  list: operation('GET', ALL, {
    summary: 'The flags of a project.',
    permission: 'project.read',
    query: listQueryWith({
      q: z.string().optional().describe('Looks into key, name and description.'),
      tag: z.string().optional(),
      kind: z.enum(FLAG_KINDS).optional(),
      owner: z.string().optional(),
      stale: z.boolean().optional().describe('Only those that should perhaps be gone, or only the others.'),
      state: z.enum(['active', 'archived', 'all']).optional().describe('`active` unless given.'),
    }),
    answer: listOf(flagResourceSchema),
    example: { params: { project: 'shop' }, query: { q: 'checkout' } },
  }),
  create: operation('POST', ALL, {
    summary: 'Makes a flag, which is off everywhere.',
    permission: 'flag.write',
    query: changeQuery,
    body: createFlagSchema,
    answer: writtenFlagSchema,
    creates: true,
    example: { params: { project: 'shop' }, body: { key: 'dark-mode', tags: ['ui'] } },
  }),
  get: operation('GET', ONE, {
    summary: 'A flag.',
    permission: 'project.read',
    answer: flagResourceSchema,
    example: { params },
  }),
  update: operation('PATCH', ONE, {
    summary: 'Changes what a flag is in all environments (a merge patch, RFC 7396).',
    permission: 'flag.write',
    query: changeQuery,
    body: patchFlagSchema,
    answer: writtenFlagSchema,
    example: { params, body: { description: 'The checkout of one page', owner: 'payments' } },
  }),
  delete: operation('DELETE', ONE, {
    summary: 'Archives a flag; with `?purge=true`, removes an archived one for good.',
    permission: 'flag.write',
    query: changeQuery.extend({ purge: z.boolean().optional() }),
    body: reasonBody,
    example: { params },
  }),
  usage: operation('GET', `${ONE}/usage`, {
    summary: 'Who still evaluates a flag or depends on it: what to look at before archiving.',
    permission: 'project.read',
    answer: usageResourceSchema,
    example: { params },
  }),
  stale: operation('GET', '/projects/:project/stale-flags', {
    summary: 'Flags that should perhaps be gone, and why.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(staleFlagSchema),
    example: { params: { project: 'shop' } },
  }),
  copy: operation('POST', `${ONE}/copy`, {
    summary: 'Serves in one environment what another one serves, exact ranges included; never changes `killed`.',
    permission: 'configuration.write',
    query: changeQuery,
    body: copySchema,
    answer: writtenConfigurationSchema,
    example: { params, body: { from: 'production', to: 'development', reason: 'debug what customers see' } },
  }),
} as const
