/** Whoever may ask for values: an SDK key sees every flag, a client id those that are exposed. */
import type { Context } from 'hono'
import type { LiveRuleset } from '../live/ruleset.ts'
import type { StoredKey } from '../store/history.ts'
import { bearer } from './authenticate.ts'
import type { HttpEnv } from './context.ts'
import { HttpError } from './errors.ts'
import { limitPolls } from './limit-polls.ts'
import { networkOf } from './network-of.ts'
import { rulesetOf, type SdkPlaneDeps } from './sdk-plane.ts'

const EXPECTED = 'Send an SDK key (hal_sdk_…) or a client id (hal_cid_…) as Authorization: Bearer or as X-API-Key.'

/** Who asks, and the ruleset that is theirs to see. */
export interface Asker {
  readonly key: StoredKey
  readonly ruleset: LiveRuleset
  /** The public part of the credential, by which its key is found. */
  readonly selector: string
}

/**
 * Knows the asker by `Authorization: Bearer` or `X-API-Key`, and counts the request among the key's polls.
 * @throws HttpError `unauthorized`, `forbidden`, `rate-limited`, `overloaded`
 */
export async function admitAsker(c: Context<HttpEnv>, deps: SdkPlaneDeps): Promise<Asker> {
  const presented = presentedIn(c)
  const kind = presented?.startsWith('hal_cid_') ? 'client' : 'sdk'
  const key = await deps.authenticator.authenticate(kind, presented, deps.nowMs()).catch((error: unknown) => {
    const isRefusal = error instanceof HttpError && (error.code === 'unauthorized' || error.code === 'forbidden')
    if (!isRefusal) throw error
    const why = error.code === 'forbidden' ? 'This is another kind of credential.' : REFUSED
    throw new HttpError(error.code, `${why} ${EXPECTED}`, error.extras)
  })
  limitPolls(deps, kind === 'sdk' ? key.id : `${key.id} ${networkOf(c.get('address'))}`)
  return { key, ruleset: rulesetFor(deps, key), selector: presented?.split('_')[2] ?? '' }
}

/** Behind a proxy, the visitor's own credentials for an app may stand in the one header while ours are in the other. */
function presentedIn(c: Context<HttpEnv>): string | undefined {
  const given = [bearer(c.req.header('authorization')), c.req.header('x-api-key')?.trim()]
  return given.find((text) => text?.startsWith('hal_')) ?? given.find((text) => text !== undefined)
}

const REFUSED = 'The credential is missing, unknown, expired or revoked.'

/** @throws HttpError `overloaded` while this node does not hold it */
export function rulesetFor(deps: SdkPlaneDeps, key: StoredKey): LiveRuleset {
  return rulesetOf(deps, key, key.kind === 'sdk' ? 'server' : 'client')
}
