import type { operations } from '@halyard/admin-api'
import { encodeEvent } from '@halyard/protocol'
import type { ChangeSource } from '../../live/change-streams.ts'
import { type Following, followChanges, type SeenChange } from '../../services/audit/follow-changes.ts'
import { problem } from '../errors.ts'
import type { AdminDeps } from './env.ts'
import type { Handlers } from './mount.ts'
import { badQuery } from './request.ts'

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
}

export function eventHandlers(deps: AdminDeps): Handlers<typeof operations.events> {
  return {
    stream({ c, actor, query }) {
      if (query.environment !== undefined && query.project === undefined) {
        throw badQuery('project', undefined, 'the project of that environment')
      }
      const following = followChanges(deps.auditLog, actor, query, c.req.header('last-event-id') || undefined)
      // Nobody would read it, nor end it.
      if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS)
      const token = c.get('token')
      const body = deps.changeStreams.open({
        ...sourceOf(following),
        owner: actor.id,
        isAllowed: async () => (await deps.tokens.actorByToken(token)) !== undefined,
      })
      if (typeof body !== 'string') return c.body(body, 200, HEADERS)
      const isOwn = body === 'owner-full'
      const detail = isOwn ? 'This token has too many streams open.' : 'This node takes no more streams for now.'
      return problem(c, isOwn ? 'rate-limited' : 'overloaded', detail, { headers: { 'Retry-After': '5' } })
    },
  }
}

function sourceOf(following: Following): Pick<ChangeSource, 'read'> {
  let opening = following.isResumed ? '' : encodeEvent({ event: 'reset', id: following.id, data: '{}' })
  return {
    read() {
      const { changes, isEnd } = following.next()
      const text = opening + changes.map(eventOf).join('')
      opening = ''
      return { text, isEnd }
    },
  }
}

/** JSON text holds no line break, whatever people typed. */
function eventOf({ id, project, entry }: SeenChange): string {
  return encodeEvent({ event: 'change', id, data: JSON.stringify({ project, ...entry }) })
}
