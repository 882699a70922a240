import { listOf, listQuery, operation, reasonBody, writeQuery } from '../operation.ts'
import { createKeySchema, keyResourceSchema, rotateKeySchema } from '../sdk-key.ts'

const ALL = '/projects/:project/environments/:environment/keys'
const ONE = '/projects/:project/environments/:environment/keys/:id'
const params = { project: 'shop', environment: 'production' }

export const keys = {
  list: operation('GET', ALL, {
    summary: 'The keys of an environment, without their secrets.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(keyResourceSchema),
    example: { params },
  }),
  create: operation('POST', ALL, {
    summary: 'Makes a key for backends (`sdk`) or for browsers (`client`). A secret is shown this once.',
    permission: 'key.write',
    query: writeQuery,
    body: createKeySchema,
    answer: keyResourceSchema,
    creates: true,
    example: { params, body: { kind: 'sdk', name: 'checkout service' } },
  }),
  get: operation('GET', ONE, {
    summary: 'A key, without its secret.',
    permission: 'project.read',
    answer: keyResourceSchema,
    example: { params: { ...params, id: ':key' } },
  }),
  delete: operation('DELETE', ONE, {
    summary: 'Revokes a key now; its streams close within seconds.',
    permission: 'key.write',
    query: writeQuery,
    body: reasonBody,
    example: { params: { ...params, id: ':key' } },
  }),
  rotate: operation('POST', `${ONE}/rotate`, {
    summary: 'Makes a key that follows this one, which goes on working for a while.',
    permission: 'key.write',
    query: writeQuery,
    body: rotateKeySchema,
    answer: keyResourceSchema,
    creates: true,
    example: { params: { ...params, id: ':key' }, body: { graceSeconds: 3_600, reason: 'left in a chat' } },
  }),
} as const
