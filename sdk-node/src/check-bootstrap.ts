import { digestOf, EMPTY_DIGEST, isProtocolError, parseRulesetBody } from '@halyard/protocol'
import { invalid, type Log } from '@halyard/sdk-core'
import { shown } from './check-options.ts'
import type { ClientOptions } from './client-options.ts'

/**
 * An app must not fail to start because of what it was bundled with: a bootstrap that is none is said, and left out.
 * @returns the options, without a bootstrap that can't be used.
 */
export function withUsableBootstrap(options: ClientOptions, log: Log): ClientOptions {
  const problem = problemOf(options.bootstrap)
  if (problem === undefined) return options
  const expected = 'a ruleset, or the body of GET /sdk/v1/ruleset'
  log.say('warn', `${invalid('bootstrap', expected, problem).message} Going on without it.`)
  return { ...options, bootstrap: undefined }
}

function problemOf(bootstrap: unknown): string | undefined {
  if (bootstrap === undefined || bootstrap === null) return undefined
  if (typeof bootstrap === 'string') return 'text: parse it as JSON first'
  if (typeof bootstrap !== 'object') return shown(bootstrap)
  const body: { ruleset?: unknown; digest?: unknown } = 'ruleset' in bootstrap ? bootstrap : { ruleset: bootstrap }
  try {
    const { ruleset } = parseRulesetBody(
      JSON.stringify({ ruleset: body.ruleset, digest: body.digest ?? EMPTY_DIGEST, reason: '', ageMs: 0 }),
    )
    const isItsOwn = body.digest === undefined || body.digest === digestOf(ruleset.items)
    return isItsOwn ? undefined : 'one that is not what its digest says'
  } catch (error) {
    return isProtocolError(error) ? `one that is wrong at ${error.message}` : 'one that can’t be written as JSON'
  }
}
