/**
 * What the model drives: the modules that ship, by the paths of their sources. `load.ts` bundles this file; the model
 * itself has no state machine, no parser and no store of its own.
 */
export { parseReceipt } from '../../packages/protocol/src/up.ts'
export { createCoreClient } from '../../packages/sdk-core/src/client.ts'
export { STREAM_EVENTS } from '../../packages/sdk-core/src/ports.ts'
export { openStream as openBrowserStream } from '../../sdk-browser/src/stream.ts'
export { openEventStream } from '../../sdk-node/src/event-stream.ts'
export { createReceipts } from '../../sdk-node/src/receipts.ts'
export { answerRuleset, RulesetBodies } from '../../server/src/http/ruleset-body.ts'
export { answerStream } from '../../server/src/http/stream-answer.ts'
export { openLive } from '../../server/src/live/live.ts'
