import { parseTelemetry } from '@halyard/protocol'
import type { Context } from 'hono'
import type { LiveRuleset } from '../live/ruleset.ts'
import type { HttpEnv } from './context.ts'
import { readMessage } from './read-body.ts'
import type { SdkPlaneDeps } from './sdk-plane.ts'

/** Takes a batch of evaluation counts. A repeated one is answered alike and counts once. */
export async function answerTelemetry(
  c: Context<HttpEnv>,
  deps: SdkPlaneDeps,
  ruleset: LiveRuleset,
  keyId: string,
): Promise<Response> {
  const sdk = c.req.header('x-halyard-sdk') ?? c.req.query('sdk')
  const batch = await readMessage(c, deps.maxBodyBytes, parseTelemetry)
  deps.live.receipts.heard(ruleset, { instance: batch.instance, sdk, keyId }, batch.revision)
  if (!deps.counts.take(ruleset, batch, sdk)) return c.body(null, 202)
  const { environmentId, audience } = ruleset.identity
  deps.recorder?.addAttributes(environmentId, audience, batch.attributes ?? [])
  return c.body(null, 202)
}
