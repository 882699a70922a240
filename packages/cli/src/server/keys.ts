import type { AdminClient, KeyResource } from '@halyard/admin-api'
import { Failure } from '../failure.ts'
import { everyItem, type Place } from '../session.ts'

/** The keys of an environment, newest last. */
export async function keysOf(client: AdminClient, place: Place): Promise<readonly KeyResource[]> {
  const keys = await everyItem((cursor) => client.keys.list({ ...place, limit: 1_000, cursor }))
  return keys.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
}

/** Whether a key still opens anything, by this machine's clock. */
export function isInForce({ revokedAt, expiresAt }: KeyResource): boolean {
  return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now())
}

/** The secret or the client id that was just made. @throws Failure for what a shell should not get to see */
export function credentialOf({ kind, secret, clientId }: KeyResource): string {
  const [text, form, what] =
    kind === 'client' ? [clientId, /^hal_cid_\w+$/, 'client id'] : [secret, /^hal_sdk_\w+$/, 'SDK key']
  // It is about to be pasted into a shell, or read by one.
  if (typeof text === 'string' && form.test(text)) return text
  throw new Failure('not-halyard', `what the server gave out is no ${what}`, ['is the URL that of a Halyard server?'])
}
