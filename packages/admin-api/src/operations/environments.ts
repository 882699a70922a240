import { createEnvironmentSchema, environmentResourceSchema, patchEnvironmentSchema } from '../environment.ts'
import { evaluateResourceSchema, evaluateSchema } from '../evaluation.ts'
import { listOf, listQuery, operation, reasonBody, writeQuery } from '../operation.ts'
import { connectionSchema } from '../propagation.ts'

const ALL = '/projects/:project/environments'
const ONE = '/projects/:project/environments/:environment'
const params = { project: 'shop', environment: 'production' }

export const environments = {
  list: operation('GET', ALL, {
    summary: 'The environments of a project that the token reaches.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(environmentResourceSchema),
    example: { params: { project: 'shop' } },
  }),
  create: operation('POST', ALL, {
    summary: 'Makes an environment, in which every flag of the project is off.',
    permission: 'environment.write',
    query: writeQuery,
    body: createEnvironmentSchema,
    answer: environmentResourceSchema,
    creates: true,
    example: { params: { project: 'shop' }, body: { key: 'staging' } },
  }),
  get: operation('GET', ONE, {
    summary: 'An environment.',
    permission: 'project.read',
    answer: environmentResourceSchema,
    example: { params },
  }),
  update: operation('PATCH', ONE, {
    summary: 'Renames an environment, or protects it.',
    permission: 'environment.write',
    query: writeQuery,
    body: patchEnvironmentSchema,
    answer: environmentResourceSchema,
    example: { params, body: { protected: true, reason: 'customers depend on it' } },
  }),
  delete: operation('DELETE', ONE, {
    summary: 'Deletes an environment with its configurations, segments and keys.',
    permission: 'environment.write',
    query: writeQuery,
    body: reasonBody,
    example: { params: { project: 'shop', environment: 'development' } },
  }),
  connections: operation('GET', `${ONE}/connections`, {
    summary: 'Who holds a stream, or polls, and what each is known to have applied.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(connectionSchema),
    example: { params },
  }),
  evaluate: operation('POST', `${ONE}/evaluate`, {
    summary: 'What a context gets, and why: for now, or for the rules as of a past revision. Changes nothing.',
    permission: 'project.read',
    body: evaluateSchema,
    // As for contexts everywhere: what it costs to decide on one grows with it and with the number of flags.
    maxBodyBytes: 65_536,
    answer: evaluateResourceSchema,
    example: { params, body: { context: { targetingKey: 'u-17', plan: 'pro' }, flags: ['new-checkout'] } },
  }),
} as const
