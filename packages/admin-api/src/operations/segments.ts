import { changeQuery, listOf, listQuery, operation, reasonBody } from '../operation.ts'
import { putSegmentSchema, segmentResourceSchema, writtenSegmentSchema } from '../segment.ts'

const ALL = '/projects/:project/environments/:environment/segments'
const ONE = '/projects/:project/environments/:environment/segments/:segment'
const params = { project: 'shop', environment: 'production', segment: 'employees' }

export const segments = {
  list: operation('GET', ALL, {
    summary: 'The segments of an environment.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(segmentResourceSchema),
    example: { params: { project: 'shop', environment: 'production' } },
  }),
  get: operation('GET', ONE, {
    summary: 'A segment.',
    permission: 'project.read',
    answer: segmentResourceSchema,
    example: { params },
  }),
  put: operation('PUT', ONE, {
    summary: 'Makes or replaces a segment.',
    permission: 'segment.write',
    query: changeQuery,
    body: putSegmentSchema,
    answer: writtenSegmentSchema,
    creates: true,
    example: {
      params: { ...params, segment: 'staff' },
      body: { if: { attribute: 'email', op: 'endsWith', value: '@example.com' } },
    },
  }),
  delete: operation('DELETE', ONE, {
    summary: 'Deletes a segment that nothing names.',
    permission: 'segment.write',
    query: changeQuery,
    body: reasonBody,
    example: { params },
  }),
} as const
