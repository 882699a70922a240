/** What is said to who has its flags evaluated on the server: values, and that there may be others. */
import type { Evaluation } from '@halyard/evaluator'
import { ProtocolError } from './errors.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Describes, Shape } from './shape.ts'
import { parseStateId, type StateId } from './state-id.ts'

/**
 * Something changed, and never what: an event of `GET …/notices`. Ask again at a random moment within `spreadMs`.
 * @see docs/protocol.md, "notice"
 */
export interface Notice extends Omit<Heartbeat, 'event' | 'nonce'> {
  readonly event: 'notice'
  readonly spreadMs: number
}

/**
 * Every flag's evaluation for one context, as of one state: the body of `POST …/evaluate`.
 * @see docs/protocol.md, "values"
 */
export interface Values {
  readonly epoch: number
  readonly revision: number
  readonly digest: string
  /** A flag without a value leaves the caller's default. */
  readonly flags: Readonly<Record<string, Omit<Evaluation, 'value'> & { readonly value?: Evaluation['value'] }>>
}

const NOTICE: Describes<Omit<Notice, 'event'>> = {
  epoch: 'integer',
  revision: 'integer',
  digest: 'hash',
  ageMs: 'integer',
  spreadMs: 'integer',
}

const VALUES: Shape = {
  epoch: 'integer',
  revision: 'integer',
  digest: 'hash',
  flags: {
    '*': {
      flagKey: 'string',
      'value?': 'json',
      'variant?': 'string',
      reason: 'string',
      'errorCode?': 'string',
      'errorMessage?': 'string',
      flagMetadata: { '*': 'primitive' },
    },
  },
}

/** Before a targeting key where it is signed: such a signature is good for nothing else. */
export const SIGNED_TEXT = 'halyard targeting key '

/** The descriptions, by name. */
export const REMOTE: { readonly notice: Shape; readonly values: Shape } = { notice: NOTICE, values: VALUES }

/**
 * Reads values. Checked by hand: each visitor pays for every byte of this, and what isn't looked at is only handed on.
 * @throws ProtocolError when it is malformed, and SyntaxError when it is no JSON: keep what is held.
 */
export function parseValues(text: string): Values {
  const values = checkPosition(JSON.parse(text))
  // Without a prototype, `__proto__` is a key like any other.
  const flags = Object.assign(Object.create(null), values.flags)
  for (const key in flags) {
    const { flagKey, reason, flagMetadata } = flags[key] ?? {}
    if (flagKey !== key || typeof reason !== 'string' || typeof flagMetadata !== 'object') refuse(`/flags/${key}`)
  }
  return { ...values, flags }
}

/** Reads a notice's data, or a heartbeat's. @throws as {@link parseValues} does */
export function parseNotice(text: string): Omit<Notice, 'event' | 'spreadMs'> & { readonly spreadMs?: number } {
  const notice = checkPosition(JSON.parse(text))
  if (!(notice.ageMs >= 0)) refuse('/ageMs')
  return notice
}

function checkPosition<T extends StateId>(message: T): T {
  const { epoch, revision, digest } = Object(message)
  if (!parseStateId(`${epoch}.${revision}.${digest}`)) refuse('')
  return message
}

function refuse(path: string): never {
  throw new ProtocolError('WRONG_FIELD', path, 'expected what docs/protocol.md describes')
}
