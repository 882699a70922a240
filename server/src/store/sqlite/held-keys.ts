import type { SdkKey } from '../../domain/documents.ts'
import type { StoredKey } from '../history.ts'
import type { Statements } from './statements.ts'

/** How often it is asked whether another connection has written. Nobody but this process should; asking is a system call. */
const CHECK_MS = 1_000

/** Every key by its selector, in memory: each request of an SDK begins by looking for one. */
export class HeldKeys {
  readonly #statements: Statements
  readonly #fileVersion: () => unknown
  #bySelector: Map<string, StoredKey>
  #readAt: unknown
  #checkedMs = performance.now()

  /** @param fileVersion - Another one after each commit of another connection. */
  constructor(statements: Statements, fileVersion: () => unknown) {
    this.#statements = statements
    this.#fileVersion = fileVersion
    this.#readAt = fileVersion()
    this.#bySelector = this.#read()
  }

  get(selector: string): StoredKey | undefined {
    try {
      const nowMs = performance.now()
      if (this.#readAt === undefined || nowMs - this.#checkedMs >= CHECK_MS) this.#check(nowMs)
    } catch {
      // SDKs are served on when the file cannot be read. What this server itself revokes meanwhile is told by `put`.
    }
    return this.#bySelector.get(selector)
  }

  /**
   * This connection wrote a key, which counts whether or not all can be read anew.
   * @returns what makes it as it was, for when the file does not take it.
   */
  put(key: SdkKey, environmentId: string): () => void {
    const { selector } = key
    const before = this.#bySelector.get(selector)
    this.#bySelector.set(selector, storedKey(key, environmentId))
    return () => {
      if (before === undefined) this.#bySelector.delete(selector)
      else this.#bySelector.set(selector, before)
    }
  }

  /** This connection wrote keys, and the file's version leaves out its own commits: the next look reads them anew. */
  forget(): void {
    this.#readAt = undefined
  }

  #check(nowMs: number): void {
    this.#checkedMs = nowMs
    const version = this.#fileVersion()
    if (version === this.#readAt) return
    this.#bySelector = this.#read()
    this.#readAt = version
  }

  #read(): Map<string, StoredKey> {
    const rows = this.#statements.keys.all()
    return new Map(
      rows.map(({ environmentId, document }) => {
        const key = JSON.parse(document) as SdkKey
        return [key.selector, storedKey(key, environmentId)]
      }),
    )
  }
}

function storedKey(
  { id, kind, secretHash, signed, expiresAtMs, revokedAtMs }: SdkKey,
  environmentId: string,
): StoredKey {
  return { id, kind, environmentId, secretHash, signed, expiresAtMs, revokedAtMs }
}
