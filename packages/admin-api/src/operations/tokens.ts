import { listOf, listQuery, operation, reasonBody, writeQuery } from '../operation.ts'
import { createTokenSchema, ownTokenSchema, tokenResourceSchema } from '../token.ts'

const ONE = '/tokens/:id'

export const tokens = {
  list: operation('GET', '/tokens', {
    summary: 'The API tokens that reach no further than one’s own, without their secrets.',
    permission: 'token.write',
    query: listQuery,
    answer: listOf(tokenResourceSchema),
    example: { params: {} },
  }),
  create: operation('POST', '/tokens', {
    summary: 'Makes an API token. Its secret is shown this once. Nobody grants more than they hold.',
    permission: 'token.write',
    query: writeQuery,
    body: createTokenSchema,
    answer: tokenResourceSchema,
    creates: true,
    example: { params: {}, body: { name: 'pager', role: 'operator', environments: ['production'] } },
  }),
  /** Not under `/tokens`, where `get` would cover it: the router takes no path that another one covers. */
  self: operation('GET', '/token', {
    summary: 'The token that asks: what it may do, where, and for how long.',
    permission: 'project.read',
    answer: ownTokenSchema,
    example: { params: {} },
  }),
  get: operation('GET', ONE, {
    summary: 'An API token, without its secret.',
    permission: 'token.write',
    answer: tokenResourceSchema,
    example: { params: { id: ':token' } },
  }),
  delete: operation('DELETE', ONE, {
    summary: 'Revokes an API token now.',
    permission: 'token.write',
    query: writeQuery,
    body: reasonBody,
    example: { params: { id: ':token' } },
  }),
} as const
