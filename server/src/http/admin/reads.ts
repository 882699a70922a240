import type { Context } from 'hono'
import type { Refusal, RefusalCode } from '../../domain/decision.ts'
import type { ProjectState } from '../../domain/state.ts'
import type { Scope, Store } from '../../store/store.ts'
import { refusal } from '../errors.ts'
import type { AdminEnv } from './env.ts'

/** Answers from a consistent look at the scope; a refusal where there is none, or where `answer` finds nothing. */
export async function lookAt(
  c: Context<AdminEnv>,
  store: Store,
  scope: Scope,
  answer: (state: ProjectState) => Response | Refusal,
): Promise<Response> {
  const found = await store.read(scope, answer)
  return found instanceof Response ? found : refusal(c, found)
}

export function notFound(code: RefusalCode, noun: string, key: string): Refusal {
  return { code, detail: `There is no ${noun} "${key}" here.` }
}
