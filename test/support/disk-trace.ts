/** What a process would find of its files after a power loss: only what it had synced, by its own system calls. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { endWithThisProcess } from './server.ts'
import { within } from './settle.ts'

/** Where strace is, or undefined. */
export const stracePath: string | undefined = ['/usr/bin/strace'].find((path) => existsSync(path))

if (stracePath === undefined) console.warn('strace is missing, its test is skipped: apt-get install strace')

/** One system call of a process on one of its files or sockets. */
export type DiskCall =
  | { readonly kind: 'write'; readonly path: string; readonly bytes: Buffer; readonly at: number }
  | { readonly kind: 'cut'; readonly path: string; readonly size: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'send'; readonly bytes: Buffer }

export interface DiskTrace {
  /** Lets go of the process. @returns every call since the start, in order. */
  end(): Promise<readonly DiskCall[]>
}

/** @param pid - Its main thread is followed. @param file - Where strace writes meanwhile. */
export async function traceDisk(pid: number, file: string): Promise<DiskTrace> {
  if (stracePath === undefined) throw new Error('no strace: guard the test with test.skipIf(!stracePath)')
  const calls = 'trace=pwrite64,ftruncate,fsync,fdatasync,write,writev'
  const child = spawn(stracePath, ['-p', String(pid), '-o', file, '-xx', '-y', '-s', '10000000', '-e', calls], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  endWithThisProcess(child)
  await within('strace is attached', once(child.stderr, 'data'))
  return {
    async end() {
      const exit = once(child, 'exit')
      child.kill('SIGINT')
      await exit
      return readFileSync(file, 'latin1')
        .split('\n')
        .flatMap((line) => callOf(line) ?? [])
    },
  }
}

/** `pwrite64(21</a/path>, "bytes", 24, 4096) = 24`; paths and bytes as hexadecimal escapes. */
const WRITE = /^pwrite64\(\d+<([^>]+)>, "([^"]*)", \d+, (\d+)\) += (\d+)/
const CUT = /^ftruncate\(\d+<([^>]+)>, (\d+)\) += 0/
const SYNC = /^f(?:data)?sync\(\d+<([^>]+)>\) += 0/
const SEND = /^writev?\([^"]*"([^"]*)"/

function callOf(line: string): DiskCall | undefined {
  const [, path, hex, at, done] = WRITE.exec(line) ?? []
  if (path !== undefined) {
    const bytes = fromHex(hex).subarray(0, Number(done))
    return { kind: 'write', path: fromHex(path).toString(), bytes, at: Number(at) }
  }
  const [, cutPath, size] = CUT.exec(line) ?? []
  if (cutPath !== undefined) return { kind: 'cut', path: fromHex(cutPath).toString(), size: Number(size) }
  const [, syncPath] = SYNC.exec(line) ?? []
  if (syncPath !== undefined) return { kind: 'sync', path: fromHex(syncPath).toString() }
  const [, sent] = SEND.exec(line) ?? []
  return sent === undefined ? undefined : { kind: 'send', bytes: fromHex(sent) }
}

/** `-xx` writes every byte as `\x2f`. */
function fromHex(text = ''): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex')
}

/** A file that is written and synced: what a program reads of it, and what a power loss leaves. */
export class DiskFile {
  #durable: Buffer
  #pending: ((content: Buffer) => Buffer)[] = []

  constructor(content: Buffer) {
    this.#durable = content
  }

  apply(call: DiskCall): void {
    if (call.kind === 'write') this.#pending.push((content) => written(content, call.bytes, call.at))
    if (call.kind === 'cut') this.#pending.push((content) => content.subarray(0, call.size))
    if (call.kind === 'sync') {
      this.#durable = this.after(() => true)
      this.#pending = []
    }
  }

  /** @param reached - Which of the writes that were not synced reached the disk all the same. */
  after(reached: () => boolean): Buffer {
    return this.#pending.filter(reached).reduce((content, change) => change(content), this.#durable)
  }
}

function written(content: Buffer, bytes: Buffer, at: number): Buffer {
  const grown = Buffer.alloc(Math.max(content.length, at + bytes.length))
  content.copy(grown)
  bytes.copy(grown, at)
  return grown
}
