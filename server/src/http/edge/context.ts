import type { EvaluationContext } from '@halyard/evaluator'
import { proxyContext } from '@halyard/protocol'

/** The context that a load balancer's request tells of. @see docs/load-balancers.md, "Where the context comes from" */
export function contextOf({ headers, url }: Request): EvaluationContext {
  return proxyContext(new URLSearchParams(headers.get('x-halyard-context') ?? new URL(url).search), headers)
}
