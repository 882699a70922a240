import { createHash, createHmac } from 'node:crypto'
import { SIGNED_TEXT } from '@halyard/protocol'
import { checkCredential, invalid } from '@halyard/sdk-core'

/**
 * Vouches for a visitor, for browsers under a signed client id: they send it as `signature` beside the context. Make it
 * where the visitor is known by your own session, never from what a request claims. It ends with the SDK key.
 * @param sdkKey - Any SDK key of the same environment, `hal_sdk_…`.
 * @param targetingKey - Of the visitor who is logged in.
 * @throws ClientError `INVALID_OPTION`
 * @see docs/security.md, "Values are for one visitor"
 */
export function signTargetingKey(sdkKey: string, targetingKey: string): string {
  const key = checkCredential('sdkKey', sdkKey, 'hal_sdk_')
  checkTargetingKey(targetingKey)
  const secret = createHash('sha256').update(key).digest('hex')
  const signature = createHmac('sha256', secret)
    .update(SIGNED_TEXT + targetingKey)
    .digest('hex')
  return `${key.split('_')[2]}-${signature}`
}

/** What the server would refuse, or what would vouch for somebody else: half a pair is hashed as U+FFFD. */
function checkTargetingKey(value: unknown): void {
  if (typeof value !== 'string') throw invalid('targetingKey', 'a string', value === null ? 'null' : typeof value)
  if (value === '')
    throw invalid('targetingKey', 'who is logged in', 'an empty string', 'Sign nothing for anybody else.')
  if (!LONE_SURROGATE.test(value)) return
  throw invalid(
    'targetingKey',
    'text that can be sent',
    'one with half of a surrogate pair',
    'A text that is cut to a length must be cut between characters.',
  )
}

const LONE_SURROGATE = /\p{Surrogate}/u
