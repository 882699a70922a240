export { canonicalJson } from './canonical-json.ts'
export type { Change, ChangedItems } from './change.ts'
export { isToken, readCookies } from './cookie.ts'
export { addToDigest, digestOf, EMPTY_DIGEST, removeFromDigest } from './digest.ts'
export { type DownMessage, parseDown, parseRulesetBody } from './down.ts'
export { isProtocolError, ProtocolError, type ProtocolErrorCode } from './errors.ts'
export type { Goodbye, GoodbyeReason } from './goodbye.ts'
export type { Heartbeat } from './heartbeat.ts'
export { WRITE_LIMITS, type WriteLimits } from './limits.ts'
export {
  type OfrepBulk,
  type OfrepErrorCode,
  type OfrepEvaluation,
  type OfrepEventStream,
  type OfrepFailure,
  ofrepFlag,
  ofrepStatus,
  readOfrepRequest,
} from './ofrep.ts'
export { proxyContext } from './proxy-context.ts'
export type { Confirm, Receipt } from './receipt.ts'
export { type Notice, parseNotice, parseValues, SIGNED_TEXT, type Values } from './remote.ts'
export type { Snapshot, SnapshotItems, SnapshotReason, SnapshotRuleset } from './snapshot.ts'
export { encodeDown, encodeEvent, type WireEvent } from './sse.ts'
export { formatStateId, MAX_STATE_ID_LENGTH, parseStateId, type StateId } from './state-id.ts'
export { HEARTBEAT_MS, INSTANCE_HEADER, SDK_HEADER, SILENT_HEARTBEATS } from './stream.ts'
export type { EvaluationCount, TelemetryBatch } from './telemetry.ts'
export { parseReceipt, parseTelemetry } from './up.ts'
export { PROTOCOL_VERSION } from './version.ts'
