/** What went wrong on the wire, without the payload: `fetch failed: ECONNREFUSED`. */
export function describeError(error: unknown): string {
  const parts = causes(error).map((cause) => codeOf(cause) ?? (isHidden(cause) ? HIDDEN : cause.message))
  return [...new Set(parts)].join(': ') || 'the request failed'
}

/** What will not be better within seconds: certificates, and a proxy that wants a password. */
export function isLasting(error: unknown): boolean {
  return causes(error).some((cause) => isHidden(cause) || /CERT|SSL|TLS|EPROTO/.test(codeOf(cause) ?? ''))
}

const HIDDEN = 'an answer that fetch hides, such as a proxy’s 407'

/** Node's fetch makes of a 407 an error that says nothing at all. */
function isHidden(cause: Error): boolean {
  return cause.message === '' && codeOf(cause) === undefined && cause.cause === undefined && cause.name === 'Error'
}

/** The error, its cause, and so on; a few at most, for a cause may be its own. */
function causes(error: unknown): Error[] {
  const found: Error[] = []
  for (let cause = error; cause instanceof Error && found.length < 5; cause = cause.cause) found.push(cause)
  return found
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
