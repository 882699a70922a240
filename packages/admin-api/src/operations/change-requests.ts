import * as z from 'zod'
import {
  CHANGE_REQUEST_STATES,
  changeRequestResourceSchema,
  changeRequestSummarySchema,
  createChangeRequestSchema,
  patchChangeRequestSchema,
} from '../change-request.ts'
import { changeQuery, listOf, listQueryWith, operation, reasonBody, writeQuery } from '../operation.ts'

const ALL = '/projects/:project/environments/:environment/change-requests'
const ONE = '/projects/:project/environments/:environment/change-requests/:id'
const place = { project: 'shop', environment: 'production' }
const flags = { 'new-checkout': { fallthrough: { split: { weights: { on: 25_000, off: 75_000 } } } } }

/** Of the token that sends it. */
const own = { params: { ...place, id: ':own-request' } }
const others = { params: { ...place, id: ':request' } }

export const changeRequests = {
  list: operation('GET', ALL, {
    summary: 'The change requests of an environment, newest first.',
    permission: 'project.read',
    query: listQueryWith({ state: z.enum(CHANGE_REQUEST_STATES).optional() }),
    answer: listOf(changeRequestSummarySchema),
    example: { params: place, query: { state: 'open' } },
  }),
  create: operation('POST', ALL, {
    summary: 'Asks for a change, or keeps it as a draft. Nobody is served any of it until it is applied.',
    permission: 'change.request',
    query: writeQuery,
    body: createChangeRequestSchema,
    answer: changeRequestResourceSchema,
    creates: true,
    example: { params: place, body: { title: 'Checkout for a quarter', flags, reason: 'the beta went well' } },
  }),
  get: operation('GET', ONE, {
    summary: 'A change request, with its difference and whether it conflicts with what is there now.',
    permission: 'project.read',
    answer: changeRequestResourceSchema,
    example: others,
  }),
  update: operation('PATCH', ONE, {
    summary: 'Edits one’s own change request and takes what is there now as its base; approvals are dropped.',
    permission: 'change.request',
    query: writeQuery,
    body: patchChangeRequestSchema,
    answer: changeRequestResourceSchema,
    example: { ...own, body: { title: 'Checkout for some' } },
  }),
  submit: operation('POST', `${ONE}/submit`, {
    summary: 'Opens one’s own draft.',
    permission: 'change.request',
    query: writeQuery,
    body: reasonBody,
    answer: changeRequestResourceSchema,
    example: { params: { ...place, id: ':draft' }, body: { reason: 'the beta went well' } },
  }),
  approve: operation('POST', `${ONE}/approve`, {
    summary: 'Approves somebody else’s change request, exactly as it is.',
    permission: 'change.approve',
    query: writeQuery,
    body: reasonBody,
    answer: changeRequestResourceSchema,
    example: { ...others, body: { reason: 'looks right' } },
  }),
  reject: operation('POST', `${ONE}/reject`, {
    summary: 'Rejects a change request for good.',
    permission: 'change.approve',
    query: writeQuery,
    body: reasonBody,
    answer: changeRequestResourceSchema,
    example: { ...others, body: { reason: 'not before Monday' } },
  }),
  withdraw: operation('POST', `${ONE}/withdraw`, {
    summary: 'Takes back one’s own change request or draft.',
    permission: 'change.request',
    query: writeQuery,
    body: reasonBody,
    answer: changeRequestResourceSchema,
    example: own,
  }),
  apply: operation('POST', `${ONE}/apply`, {
    summary: 'Applies a change request that was approved: all of it or nothing, as one revision. Never lifts a kill.',
    permission: 'configuration.write',
    query: changeQuery,
    body: reasonBody,
    answer: changeRequestResourceSchema,
    example: own,
  }),
} as const
