/** What went wrong on the wire, without the payload: `fetch failed: ECONNREFUSED 127.0.0.1:4400`. */
export function describeError(error: unknown): string {
  const parts: string[] = []
  for (const cause of causes(error)) parts.push(codeOf(cause) ?? cause.message)
  return [...new Set(parts)].join(': ') || 'the request failed'
}

/** What will not be better within seconds: certificates, and a proxy that wants a password (fetch hides its 407). */
export function isLasting(error: unknown): boolean {
  return causes(error).some((cause) => /CERT|SSL|TLS|EPROTO|proxy authentication/.test(codeOf(cause) ?? cause.message))
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
