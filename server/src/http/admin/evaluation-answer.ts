import type { Context } from 'hono'
import type { ContextEvaluation } from '../../services/environments/evaluate.ts'
import { HttpError } from '../errors.ts'
import type { AdminEnv } from './env.ts'

/** Flags that share a long segment each repeat it: all of them may come to more than a process can hold. */
const MAX_ANSWER_CHARS = 32_000_000

/** Puts the answer into words flag by flag: at the end, all at once would hold up whoever kills a flag meanwhile. */
export async function answerEvaluation(
  c: Context<AdminEnv>,
  { revision, flags }: ContextEvaluation,
  maxChars = MAX_ANSWER_CHARS,
): Promise<Response> {
  const parts: string[] = []
  let chars = 0
  for await (const [key, explanation] of flags) {
    const part = `${JSON.stringify(key)}:${JSON.stringify(explanation)}`
    chars += part.length
    if (chars > maxChars) {
      throw new HttpError(
        'too-large',
        `The answer would have more than ${maxChars} characters. Name fewer flags in "flags".`,
      )
    }
    parts.push(part)
  }
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  return c.body(`{"revision":${revision},"flags":{${parts.join(',')}}}`, 200, headers)
}
