import type { Evaluation } from '@halyard/evaluator'

/**
 * One flag's variant in a header, for proxies that choose an upstream by it: 200 whenever the asker may ask, for to a
 * proxy that asks whether to let a request pass, anything else means no.
 * @see docs/load-balancers.md, "The question"
 */
export function answerVariant({
  variant,
  reason,
  errorCode,
}: Pick<Evaluation, 'variant' | 'reason' | 'errorCode'>): Response {
  const headers = new Headers({ 'Cache-Control': 'private, no-store', 'X-Halyard-Reason': reason })
  if (variant !== undefined) headers.set('X-Halyard-Variant', variant)
  if (errorCode !== undefined) headers.set('X-Halyard-Error', errorCode)
  return new Response(null, { headers })
}
