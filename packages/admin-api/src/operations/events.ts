import * as z from 'zod'
import { eventStreamAnswer, operation } from '../operation.ts'

export const events = {
  stream: operation('GET', '/events', {
    summary: 'An event for each audit entry that the token may see, as it happens (server-sent events).',
    permission: 'audit.read',
    query: z.strictObject({
      project: z.string().min(1).optional(),
      environment: z.string().min(1).optional().describe('Goes with `project`.'),
    }),
    answer: eventStreamAnswer,
    contentTypes: ['text/event-stream'],
    example: { params: {}, query: { project: 'shop' } },
  }),
} as const
