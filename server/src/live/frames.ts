/**
 * Events as bytes. What is large is serialised once and shared by every socket; only a few bytes around it differ.
 * @see docs/protocol.md, "Stream"
 */
import { encodeEvent, formatStateId, type GoodbyeReason } from '@halyard/protocol'
import type { Position } from './position.ts'

/** What an event says about receipts: the stream's name in them, and whether one is wanted. */
export interface Marks {
  readonly confirm?: { readonly withinMs: number } | undefined
  readonly nonce?: string | undefined
}

/** Bytes to write in this order. */
export type Frame = readonly Buffer[]

/** @param body - The ruleset's JSON. @see SnapshotReason */
export function snapshotFrame(position: Position, body: Buffer, reason: string, ageMs: number, marks?: Marks): Frame {
  const head = { reason, digest: position.digest, ageMs, ...marks }
  return around('snapshot', position, body, `${JSON.stringify(head).slice(0, -1)},"ruleset":`)
}

/** @param items - JSON of the changed items by kind and key. */
export function changeFrame(from: number, position: Position, items: Buffer, ageMs: number, marks?: Marks): Frame {
  const head = { epoch: position.epoch, from, revision: position.revision, digest: position.digest, ageMs, ...marks }
  return around('change', position, items, `${JSON.stringify(head).slice(0, -1)},"items":`)
}

export function heartbeatFrame({ epoch, revision, digest }: Position, ageMs: number, nonce?: string): Frame {
  const data = JSON.stringify({ epoch, revision, digest, ageMs, nonce })
  return [Buffer.from(encodeEvent({ event: 'heartbeat', data }))]
}

export function goodbyeFrame(reason: GoodbyeReason, spreadMs: number, ageMs: number): Frame {
  return [Buffer.from(encodeEvent({ event: 'goodbye', data: JSON.stringify({ reason, spreadMs, ageMs }) }))]
}

/** The same bytes as one buffer: for what goes to many sockets, so that each costs one write. */
export function joined(frame: Frame): Frame {
  return frame.length === 1 ? frame : [Buffer.concat(frame)]
}

/** JSON text holds no CR, LF or NUL, so bytes that came from `JSON.stringify` need no look before they go on a line. */
function around(event: string, position: Position, body: Buffer, before: string): Frame {
  const opening = encodeEvent({ event, id: formatStateId(position), data: before })
  return [Buffer.from(opening.slice(0, -2)), body, END_OF_EVENT]
}

const END_OF_EVENT: Buffer = Buffer.from('}\n\n')
