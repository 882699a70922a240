import { EventEmitter } from 'node:events'
import type { StreamSocket } from './stream-writer.ts'

/** A socket whose peer reads when told; for tests. */
export class TestSocket extends EventEmitter implements StreamSocket {
  /** Unsent bytes, as the test has it. */
  writableLength = 0
  destroyed = false
  isEnded = false
  readonly written: Buffer[] = []
  corks = 0
  _handle: { writeQueueSize: number } = { writeQueueSize: 0 }

  /** Everything that was written since it was last asked. */
  read(): string {
    return Buffer.concat(this.written.splice(0)).toString()
  }

  /** What is sent from now on stays unsent. */
  fill(bytes: number): void {
    this.writableLength = bytes
    this._handle.writeQueueSize = bytes
  }

  drain(): void {
    this.fill(0)
    this.emit('drain')
  }

  write(bytes: Buffer): boolean {
    this.written.push(bytes)
    return true
  }

  cork(): void {
    this.corks++
  }

  uncork(): void {
    this.corks--
  }

  destroySoon(): void {
    this.isEnded = true
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }
}
