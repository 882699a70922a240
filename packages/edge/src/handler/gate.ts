import { invalid } from '@halyard/sdk-core'
import type { EdgeClient } from '../client.ts'
import type { Refusal } from './refusal.ts'

/** What a handler needs of a client: nothing that depends on how its flags are typed. */
export type Answering = Pick<EdgeClient, 'audience' | 'ready' | 'evaluate' | 'all'>

export interface HandlerOptions {
  /** Whoever shows one of these, as `Authorization: Bearer` or as `X-API-Key`, may ask for every flag. Secrets of yours. */
  readonly keys?: readonly string[] | undefined
  /**
   * What anyone may ask for: these flags, or with `true` every flag of a client that was made with a client id, which
   * holds nothing but what is exposed. An SDK key's rules don't say what is exposed, so `true` is refused there.
   */
  readonly public?: true | readonly string[] | undefined
}

/** Whether the asker may see a flag. */
export type Sees = (flagKey: string) => boolean

const EXPECTED = 'Send a key that this worker knows as Authorization: Bearer or as X-API-Key.'

/**
 * Decides what an asker may see. There is no way to open everything by forgetting something.
 * @returns for a request's headers, what its sender may see, or why nothing.
 * @throws ClientError `INVALID_OPTION`
 */
export function createGate(
  { audience }: Answering,
  { keys = [], public: open }: HandlerOptions = {},
): (headers: Headers) => Sees | Refusal {
  if (!Array.isArray(keys)) throw invalid('keys', 'a list of texts', `a ${typeof keys}`)
  if (open !== undefined && open !== true && !isTexts(open)) {
    throw invalid('public', '`true` or a list of flags', Array.isArray(open) ? 'another list' : String(open))
  }
  if (open === undefined && keys.length === 0) throw invalid('options', 'keys, public or both', 'neither')
  if (open === true && audience !== 'client') {
    throw invalid('public', 'a list of flags', 'true', 'Or make the client with a `clientId`.')
  }
  // Headers end at a blank: a key with one, such as a secret's line break, would never be shown.
  if (!isTexts(keys) || !keys.every((key) => /^\S{16,}$/.test(key))) {
    throw invalid('keys', 'texts of 16 characters or more, none of them blank', 'another one')
  }
  const listed = new Set(open === true ? [] : open)
  const seesListed: Sees = (flagKey) => open === true || listed.has(flagKey)
  return (headers) => {
    const bearer = /^Bearer\b *(.*)$/i.exec(headers.get('authorization') ?? '')?.[1]
    const apiKey = headers.get('x-api-key')?.trim()
    if ([bearer, apiKey].some((shown) => shown !== undefined && isAmong(keys, shown))) return () => true
    // What may have been meant for us and is not known is a mistake to tell of; where there are no keys, it is an app's.
    const isMistaken = apiKey !== undefined || (keys.length > 0 ? bearer !== undefined : bearer?.startsWith('hal_'))
    if (open !== undefined && !isMistaken) return seesListed
    const detail = `The credential is missing or unknown. ${EXPECTED}`
    return { code: 'unauthorized', detail, headers: { 'WWW-Authenticate': 'Bearer realm="halyard"' } }
  }
}

function isTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((one) => typeof one === 'string')
}

/** Every key is compared to its end, so that time tells nothing but lengths. */
function isAmong(keys: readonly string[], shown: string): boolean {
  let isKnown = false
  for (const key of keys) {
    let difference = key.length ^ shown.length
    for (let i = 0; i < key.length; i++) difference |= key.charCodeAt(i) ^ shown.charCodeAt(i)
    if (difference === 0) isKnown = true
  }
  return isKnown
}
