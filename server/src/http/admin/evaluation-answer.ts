import type { Context } from 'hono'
import type { Pacing } from '../../domain/compile-in-slices.ts'
import type { ContextEvaluation } from '../../services/environments/evaluate.ts'
import { HttpError } from '../errors.ts'
import type { AdminEnv } from './env.ts'
import { jsonPieces } from './json-pieces.ts'

/** Flags that share a long segment each repeat it: all of them may come to more than a process can hold. */
const MAX_ANSWER_CHARS = 32_000_000

/** Puts the answer into words piece by piece: at the end, all at once would hold up whoever kills a flag meanwhile. */
export async function answerEvaluation(
  c: Context<AdminEnv>,
  { revision, flags }: ContextEvaluation,
  pacing: Pacing,
  maxChars = MAX_ANSWER_CHARS,
): Promise<Response> {
  const written: Buffer[] = []
  let text = `{"revision":${revision},"flags":{`
  let chars = 0
  let separator = ''
  for await (const [key, explanation] of flags) {
    text += `${separator}${JSON.stringify(key)}:`
    separator = ','
    for (const piece of jsonPieces(explanation)) {
      text += piece
      chars += piece.length
      if (chars > maxChars) {
        throw new HttpError(
          'too-large',
          `The answer would have more than ${maxChars} characters. Name fewer flags in "flags".`,
        )
      }
      if (!pacing.isOver()) continue
      written.push(Buffer.from(text))
      text = ''
      await pacing.next()
    }
  }
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  return c.body(new Uint8Array(Buffer.concat([...written, Buffer.from(`${text}}}`)])), 200, headers)
}
