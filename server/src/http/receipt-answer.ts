import { parseReceipt } from '@halyard/protocol'
import type { Context } from 'hono'
import type { StoredKey } from '../store/history.ts'
import type { HttpEnv } from './context.ts'
import { limitPolls } from './limit-polls.ts'
import { readMessage } from './read-body.ts'
import type { SdkPlaneDeps } from './sdk-plane.ts'

const MAX_BYTES = 1_000

/**
 * Takes an SDK's word that it applied a state. One that names no stream of its key, or a state that never was, is
 * answered like any other and counts for nothing.
 * @see docs/protocol.md, "Receipts"
 */
export async function answerReceipt(c: Context<HttpEnv>, deps: SdkPlaneDeps, key: StoredKey): Promise<Response> {
  const { receipts } = deps.live
  const receipt = await readMessage(c, MAX_BYTES, parseReceipt)
  const stream = receipts.streamOf(receipt.nonce, key.id)
  // A thousand backends under one key all answer a kill at once: each has its own allowance, strangers share the key's.
  limitPolls(deps, stream === undefined ? key.id : `receipts ${receipt.nonce}`)
  if (stream !== undefined) await receipts.take(stream, receipt)
  return c.body(null, 202)
}
