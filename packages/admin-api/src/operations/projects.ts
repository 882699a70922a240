import { listOf, listQuery, operation, reasonBody, writeQuery } from '../operation.ts'
import { createProjectSchema, patchProjectSchema, projectResourceSchema } from '../project.ts'

const ALL = '/projects'
const ONE = '/projects/:project'
const params = { project: 'shop' }

export const projects = {
  list: operation('GET', ALL, {
    summary: 'The projects that the token reaches.',
    permission: 'project.read',
    query: listQuery,
    answer: listOf(projectResourceSchema),
    example: { params: {} },
  }),
  create: operation('POST', ALL, {
    summary: 'Makes a project, without environments.',
    permission: 'project.create',
    query: writeQuery,
    body: createProjectSchema,
    answer: projectResourceSchema,
    creates: true,
    example: { params: {}, body: { key: 'warehouse', name: 'Warehouse' } },
  }),
  get: operation('GET', ONE, {
    summary: 'A project.',
    permission: 'project.read',
    answer: projectResourceSchema,
    example: { params },
  }),
  update: operation('PATCH', ONE, {
    summary: 'Renames a project.',
    permission: 'project.write',
    query: writeQuery,
    body: patchProjectSchema,
    answer: projectResourceSchema,
    example: { params, body: { name: 'The shop' } },
  }),
  delete: operation('DELETE', ONE, {
    summary: 'Deletes a project that has no environments left.',
    permission: 'project.delete',
    query: writeQuery,
    body: reasonBody,
    example: { params: { project: 'empty' } },
  }),
} as const
