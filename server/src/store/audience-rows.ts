/** What one audience of one environment last saw of each item, gone ones included. */
import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import { addToDigest, EMPTY_DIGEST, removeFromDigest } from '@halyard/protocol'
import type { ItemKind, ItemState } from './history.ts'
import type { UndoLog } from './undo.ts'

export interface Row extends ItemState {
  /** Null as long as the item is. */
  readonly hash: string | null
  /** The item as it is stored and sent; empty when there is none. */
  readonly json: string
}

export class AudienceRows {
  /** That of the last commit that touched a row. */
  revision = 0
  digest: string = EMPTY_DIGEST
  /** Of the live items, as JSON with their keys: what a snapshot weighs. */
  bytes = 0
  readonly #flags = new Map<string, Row>()
  readonly #segments = new Map<string, Row>()

  get(kind: ItemKind, key: string): Row | undefined {
    return this.#of(kind).get(key)
  }

  revisionOf(kind: ItemKind, key: string): number {
    return this.get(kind, key)?.revision ?? 0
  }

  *live(): Generator<Row> {
    for (const row of this.#flags.values()) if (row.item !== null) yield row
    for (const row of this.#segments.values()) if (row.item !== null) yield row
  }

  /** Takes a row over, in O(1) however many there are. */
  put(row: Row, undo?: UndoLog): void {
    const rows = this.#of(row.kind)
    const before = rows.get(row.key)
    const { revision, digest, bytes } = this
    undo?.push(() => {
      if (before === undefined) rows.delete(row.key)
      else rows.set(row.key, before)
      Object.assign(this, { revision, digest, bytes })
    })
    if (before !== undefined) this.#uncount(before)
    rows.set(row.key, row)
    if (row.hash !== null) {
      this.digest = addToDigest(this.digest, row.kind, row.key, row.hash)
      this.bytes += weight(row)
    }
    this.revision = row.revision
  }

  #uncount(row: Row): void {
    if (row.hash === null) return
    this.digest = removeFromDigest(this.digest, row.kind, row.key, row.hash)
    this.bytes -= weight(row)
  }

  #of(kind: ItemKind): Map<string, Row> {
    return kind === 'flag' ? this.#flags : this.#segments
  }
}

/** The row of an item, or of its absence. */
export function rowOf(
  kind: ItemKind,
  key: string,
  revision: number,
  content: { readonly hash: string; readonly item: FlagItem | SegmentItem } | null,
): Row {
  if (content === null) return { kind, key, revision, hash: null, item: null, json: '' }
  return { kind, key, revision, hash: content.hash, item: content.item, json: JSON.stringify(content.item) }
}

function weight(row: Row): number {
  return Buffer.byteLength(row.json) + Buffer.byteLength(row.key) + 4
}
