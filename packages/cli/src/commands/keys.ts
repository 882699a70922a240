import { type AdminClient, KEY_KINDS, type KeyResource } from '@halyard/admin-api'
import { type Command, Option } from 'commander'
import { Failure } from '../failure.ts'
import { credentialOf, handOver, isInForce, keysOf, makeKey, refuseNowhere } from '../server/keys.ts'
import { everyItem, type Place, type Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import type { Cell } from '../terminal/table.ts'
import {
  type Commands,
  type ConfirmedOptions,
  command,
  MOMENT_FORM,
  moment,
  overwrite,
  type WriteOptions,
  wholeNumber,
  write,
} from './command.ts'

interface ListOptions {
  readonly all?: boolean | undefined
}

interface CreateOptions extends WriteOptions {
  readonly kind: KeyResource['kind']
  readonly signed?: boolean | undefined
  readonly expires?: string | undefined
}

interface RotateOptions extends ConfirmedOptions {
  /** Seconds. */
  readonly grace?: number | undefined
  readonly expires?: string | undefined
}

const ALONE = '\nOn standard output stands the secret, or the client id, and nothing else.'

/** What apps connect with: secret SDK keys for backends, public client ids for browsers. */
export function addKeys(commands: Commands, parent: Command): void {
  const keys = command('keys', 'SDK keys and client ids of the environment').copyInheritedSettings(parent)
  parent.addCommand(keys)
  const listing = command('list', 'those in force, oldest first').option('--all', 'revoked and expired ones too')
  commands.add<ListOptions>(keys, listing, list)
  const creating = write('create <name>', 'make one; a secret is shown this once')
    .addOption(
      new Option('--kind <kind>', 'sdk: secret, for backends; client: public, for browsers')
        .choices(KEY_KINDS)
        .makeOptionMandatory(),
    )
    .option('--signed', 'of a client id: gets values for signed visitors only, and no rules; for good')
    .option('--expires <date>', `when it ends, ${MOMENT_FORM}; never unless given`, moment)
    .addHelpText('after', ALONE)
  commands.add<CreateOptions>(keys, creating, create)
  const rotating = overwrite('rotate <key>', 'make one that follows another, which goes on for a while')
    .option(
      '--grace <seconds>',
      'how long the old one goes on: a day unless given, at most 90; 0 ends it now',
      wholeNumber,
    )
    .option('--expires <date>', `when the new one ends, ${MOMENT_FORM}; never unless given`, moment)
    .addHelpText('after', `${ALONE} Asks first only with --grace 0.`)
  commands.add<RotateOptions>(keys, rotating, rotate)
  commands.add<ConfirmedOptions>(keys, overwrite('revoke <key>', 'end one now, for good'), revoke)
}

async function list(session: Session, _: readonly string[], { all }: ListOptions): Promise<void> {
  const place = await session.place()
  const keys = await keysOf(await session.client(), place)
  const items = all ? keys : keys.filter(isInForce)
  session.print({ ...place, items }, () =>
    items.length === 0
      ? `${named(place)} has no keys${all ? '' : ' in force'}`
      : session.table(
          ['ID', 'KIND', 'NAME', 'STATE', 'MADE', 'CLIENT ID'],
          items.map((key) => [
            key.id,
            key.signed ? `${key.kind}, signed` : key.kind,
            key.name,
            stateOf(key),
            key.createdAt,
            key.clientId ?? '',
          ]),
        ),
  )
}

function stateOf(key: KeyResource): Cell {
  if (key.revokedAt !== null) return { text: 'revoked', colour: 'dim' }
  if (!isInForce(key)) return { text: 'expired', colour: 'dim' }
  return key.expiresAt === null
    ? { text: 'in force', colour: 'green' }
    : { text: `until ${key.expiresAt}`, colour: 'yellow' }
}

async function create(
  session: Session,
  [name = '']: readonly string[],
  { kind, signed, expires, reason, dryRun }: CreateOptions,
): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const input = { kind, name, signed, expiresAt: expires, reason }
  if (dryRun) {
    const tried = await client.keys.create({ ...place, dryRun }, input)
    return session.print(tried, () => `would make for ${named(place)}: ${aboutText(tried)}`)
  }
  if (kind === 'sdk') refuseNowhere(session)
  const made = await makeKey(place, (options) => client.keys.create(place, input, options))
  await hand(session, place, made)
}

/** Shows what was made: alone on standard output, where a script takes it; what is said about it is for people. */
async function hand(session: Session, place: Place, made: KeyResource): Promise<void> {
  const credential = credentialOf(made)
  session.note(`made for ${named(place)}: ${keyText(made)}`)
  session.note(made.kind === 'sdk' ? 'its secret, shown this once:' : 'its client id, which is public:')
  await handOver(session, place, made, made, () => credential)
}

async function rotate(
  session: Session,
  [id = '']: readonly string[],
  { grace, expires, reason, dryRun, yes = false }: RotateOptions,
): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const input = { graceSeconds: grace, expiresAt: expires, reason }
  if (dryRun) {
    const tried = await client.keys.rotate({ ...place, id, dryRun }, input)
    return session.print(tried, () => `would make for ${named(place)}: ${aboutText(tried)}`)
  }
  refuseNowhere(session)
  if (grace === 0) await confirmEnd(session, client, place, id, 'Rotate it and end the old one now?', yes)
  const made = await makeKey(place, (options) => client.keys.rotate({ ...place, id }, input, options))
  // First of all, since it cannot be had again: whatever else fails, fails after it.
  await hand(session, place, made)
  if (!session.options.json)
    session.note(printable(`${await endOf(client, place, id, grace)}: give the new one to its apps`))
}

/** What becomes of the key that was rotated, as far as that can be known. */
async function endOf(client: AdminClient, place: Place, id: string, grace: number | undefined): Promise<string> {
  const old = await client.keys.get({ ...place, id }).catch(() => undefined)
  if (old === undefined && grace !== 0) return 'halyard keys list tells until when the old one goes on'
  return old !== undefined && isInForce(old) ? `the old one goes on until ${old.expiresAt}` : 'the old one has ended'
}

async function revoke(
  session: Session,
  [id = '']: readonly string[],
  { reason, dryRun, yes = false }: ConfirmedOptions,
): Promise<void> {
  const place = await session.place()
  const client = await session.client()
  const key = await client.keys.get({ ...place, id })
  if (typeof key.revokedAt === 'string')
    return session.print(key, () => printable(`revoked already, at ${key.revokedAt}`))
  await client.keys.delete({ ...place, id, dryRun: true }, { reason })
  if (dryRun) return session.print(key, () => `would be revoked: ${keyText(key)}`)
  await confirmEnd(session, client, place, id, 'Revoke it for good?', yes)
  await client.keys.delete({ ...place, id }, { reason })
  // It is revoked: that it cannot be looked at now is no failure of that. The time is this machine's then.
  const revoked = await client.keys.get({ ...place, id }).catch(() => ({ ...key, revokedAt: new Date().toISOString() }))
  if (revoked.id !== id || typeof revoked.revokedAt !== 'string')
    throw new Failure('not-halyard', 'what answers there does not say that this key is revoked', ['halyard status'])
  session.print(revoked, () =>
    [
      `revoked ${keyText(key)}`,
      'its streams are closed within 5 seconds; apps serve on what they hold, and none that starts gets in with it',
    ].join('\n'),
  )
}

/** Asks before a key ends, with what is known of who uses it. */
async function confirmEnd(
  session: Session,
  client: AdminClient,
  place: Place,
  id: string,
  question: string,
  yes: boolean,
): Promise<void> {
  if (yes) return
  const [keys, connections] = await Promise.all([
    keysOf(client, place),
    everyItem((cursor) => client.environments.connections({ ...place, limit: 1_000, cursor })),
  ])
  const key = keys.find((one) => one.id === id)
  if (key !== undefined) {
    const others = keys.filter((one) => one.kind === key.kind && one.id !== id && isInForce(one)).length
    const audience = key.kind === 'sdk' ? 'server' : 'client'
    const there = connections.filter((one) => one.audience === audience)
    // A server before this one says of nobody which key it is.
    const own = there.every((one) => typeof one.key === 'string') ? there.filter((one) => one.key === id) : undefined
    session.note(`${keyText(key)} of ${named(place)}`)
    session.note(usersText(key, there.length, others, own?.length))
  }
  await session.confirm(question, yes)
}

/**
 * Who comes with a key. @param count - Connected now, by any key. @param others - Keys of its kind beside it.
 * @param own - Connected by this one, where the server says so.
 */
export function usersText({ kind }: Pick<KeyResource, 'kind'>, count: number, others: number, own?: number): string {
  const who = kind === 'sdk' ? 'backend' : 'browser'
  const there = `${own ?? count} ${who}${(own ?? count) === 1 ? '' : 's'}`
  const unseen = kind === 'sdk' ? 'edge workers are on no list' : 'those without a stream are on no list'
  if (count === 0) return `no ${who} is connected now; ${unseen}`
  if (own === 0)
    return `no ${who} is connected by it now, ${count} by ${others === 1 ? 'the other one' : 'others'}; ${unseen}`
  if (own !== undefined && others > 0) return `it would cut off the ${there} connected by it now; ${unseen}`
  if (others === 0) return `it is the only one of its kind: it would cut off the ${there} connected now; ${unseen}`
  const rest = others === 1 ? 'the other one' : `the ${others} others`
  return `connected now: ${there}, by this one or by ${rest} of its kind: the server does not tell which; ${unseen}`
}

function keyText(key: KeyResource): string {
  return `${aboutText(key)} (${printable(key.id)})`
}

/** Of a dry run, whose id nothing gets. */
function aboutText({ kind, name, signed }: KeyResource): string {
  const what = kind === 'sdk' ? 'SDK key' : signed ? 'signed client id' : 'client id'
  return printable(`${what} ${JSON.stringify(name)}`)
}

function named({ project, environment }: Place): string {
  return printable(`${project}/${environment}`)
}
