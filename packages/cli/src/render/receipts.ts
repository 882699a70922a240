import type { AppliedResource } from '@halyard/admin-api'
import type { Session } from '../session.ts'

/** From here on, the 99th percentile is not the slowest any more. */
const SLOWEST_IS_KNOWN_BELOW = 100

/**
 * Who has applied a kill or a restore: `killed: 412 of 412 confirmed, 99 % of them within 38 ms`.
 * @param where - The environment, as people write it.
 */
export function receiptsText(verb: string, where: string, applied: AppliedResource, session: Session): string {
  const { laggards, connected, clientsConnected, polling } = applied
  const missing = connected - applied.applied
  const lines = [headline(verb, where, applied, session)]
  if (polling > 0) lines.push(session.paint('yellow', pollingText(polling)))
  if (clientsConnected > 0)
    lines.push(`${clientsConnected} browser${clientsConnected === 1 ? '' : 's'} had it sent; browsers confirm nothing`)
  if (missing === 0) return lines.join('\n')
  lines.push(`not confirmed by ${missing}, which may still serve what was before:`)
  if (laggards.length > 0) lines.push(laggardTable(laggards, session))
  if (missing > laggards.length) lines.push(`… and ${missing - laggards.length} more`)
  lines.push('run it again to ask who has confirmed meanwhile; it changes nothing else')
  return lines.join('\n')
}

function pollingText(polling: number): string {
  if (polling === 1) return '1 backend polls, without a stream: it may serve what was before until it asks again'
  return `${polling} backends poll, without a stream: they may serve what was before until they ask again`
}

function headline(
  verb: string,
  where: string,
  { connected, applied, p99Ms }: AppliedResource,
  { paint }: Session,
): string {
  const done = paint('bold', `${verb}:`)
  if (connected === 0) return `${done} no backend is connected to ${where} now; those that connect get it`
  const count = paint(applied === connected ? 'green' : 'yellow', `${applied} of ${connected} confirmed`)
  if (p99Ms === null) return `${done} ${count}`
  const time =
    applied < SLOWEST_IS_KNOWN_BELOW ? `the slowest after ${spoken(p99Ms)}` : `99 % of them within ${spoken(p99Ms)}`
  return `${done} ${count}, ${time}`
}

/** A time as people say it: `3.2 ms`, `35.1 s`. */
function spoken(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

function laggardTable(laggards: AppliedResource['laggards'], session: Session): string {
  return session.table(
    ['INSTANCE', 'SDK', 'HAS REVISION', 'LAST HEARD', ''],
    laggards.map(({ instance, sdk, version, revision, lastSeenMs, gone }) => [
      instance ?? '(unnamed)',
      [sdk, version].filter((part) => part !== null).join('/') || '?',
      revision === null ? 'none yet' : String(revision),
      `${(lastSeenMs / 1000).toFixed(1)} s ago`,
      gone ? 'gone' : '',
    ]),
  )
}
