/** What SDKs send to the server. */
import { parseMessage } from './parse.ts'
import { RECEIPT, type Receipt } from './receipt.ts'
import type { Shape } from './shape.ts'
import { TELEMETRY, type TelemetryBatch } from './telemetry.ts'

/** The descriptions of all bodies, by name. */
export const UP: { readonly [name in 'receipt' | 'telemetry']: Shape } = { receipt: RECEIPT, telemetry: TELEMETRY }

/** @param value - The parsed JSON body. @throws ProtocolError with the path of what is wrong. */
export function parseTelemetry(value: unknown): TelemetryBatch {
  return parseMessage(TELEMETRY, value) as TelemetryBatch
}

/** @param value - The parsed JSON body. @throws ProtocolError with the path of what is wrong. */
export function parseReceipt(value: unknown): Receipt {
  return parseMessage(RECEIPT, value) as Receipt
}
