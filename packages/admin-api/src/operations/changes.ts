import { changesResourceSchema, changesSchema } from '../changes.ts'
import { changeQuery, operation } from '../operation.ts'

export const changes = {
  apply: operation('POST', '/projects/:project/environments/:environment/changes', {
    summary: 'Changes flags and segments of an environment together: all of it or nothing, as one revision.',
    permission: 'configuration.write',
    query: changeQuery,
    body: changesSchema,
    answer: changesResourceSchema,
    example: {
      params: { project: 'shop', environment: 'production' },
      body: {
        segments: { 'beta-testers': { included: ['u-17', 'u-18'] } },
        flags: {
          'new-checkout': { enabled: true, rules: [{ if: { segment: 'beta-testers' }, serve: { variant: 'on' } }] },
        },
        reason: 'the beta begins',
      },
    },
  }),
} as const
