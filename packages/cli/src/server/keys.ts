import { randomUUID } from 'node:crypto'
import type { AdminClient, CallOptions, KeyResource } from '@halyard/admin-api'
import { Failure, misused } from '../failure.ts'
import { everyItem, type Place, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import { isCut } from './reach.ts'
import { failureOf } from './refusal.ts'

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

/**
 * Makes a key, whose secret is told this once. Where the answer was cut on its way, it is asked for once more under the
 * same `Idempotency-Key`, so that the same key comes and not another one.
 */
export async function makeKey(
  { project, environment }: Place,
  send: (options: CallOptions) => Promise<KeyResource>,
): Promise<KeyResource> {
  const options = { idempotencyKey: randomUUID() }
  try {
    return await send(options)
  } catch (error) {
    if (!isCut(error)) throw error
  }
  try {
    return await send(options)
  } catch (error) {
    const { code, message, wayOut } = failureOf(error)
    throw new Failure(code, message, [
      `a key may have been made all the same: halyard keys list -p ${project} -e ${environment}`,
      ...wayOut,
    ])
  }
}

/** @throws Failure where a secret would be lost as soon as it is there. */
export function refuseNowhere({ world }: Session): void {
  if (world.output.isNowhere)
    throw misused('nobody would take the secret: standard output is closed, or /dev/null', 'no key was made')
}

/** Prints what has the credential of a key. @throws Failure where nobody takes it, with what ends the key. */
export async function handOver(
  session: Session,
  { project, environment }: Place,
  made: KeyResource,
  document: unknown,
  text: () => string,
): Promise<void> {
  try {
    await session.deliver(document, text)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    const place = `-p ${project} -e ${environment}`
    const what = `key ${JSON.stringify(made.name)} (${made.id})`
    if (made.kind === 'client')
      throw new Failure('not-taken', `${what} was made, but nobody took its client id${why}`, [
        printable(`halyard keys list ${place} shows it`),
      ])
    throw new Failure('not-taken', `${what} was made, but nobody took its secret${why}, which is not shown again`, [
      printable(`end it: halyard keys revoke ${made.id} ${place} --yes`),
    ])
  }
}
