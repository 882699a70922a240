import { compile, type Evaluation, type EvaluationContext, evaluateAll } from '@halyard/evaluator'
import type { BrowserOptions } from './client.ts'

/**
 * Every flag's evaluation on a bootstrap alone, as a client that starts from it first serves them: without a connection,
 * a clock or a browser. For rendering on a server, and for hydrating what was rendered there. Values, of remote mode, are
 * evaluated already.
 * @returns nothing where the bootstrap can't be read: a client ignores that, too.
 */
export function evaluateBootstrap(
  bootstrap: NonNullable<BrowserOptions['bootstrap']>,
  context?: EvaluationContext,
): Readonly<Record<string, Evaluation>> {
  try {
    if ('flags' in bootstrap) return Object(bootstrap.flags) as Readonly<Record<string, Evaluation>>
    const ruleset = 'ruleset' in bootstrap ? bootstrap.ruleset : bootstrap
    // Nobody has vouched for it: flags that go off with age are off.
    // A plain object, unlike `all()`: React's server components hand nothing else to a page.
    return { ...evaluateAll(compile(ruleset), context, Infinity) }
  } catch {
    return {} // Made by somebody else's hands, perhaps; what is missing reads as the fallback.
  }
}
