import type { SdkKey } from '../../domain/documents.ts'
import type { StoredKey } from '../history.ts'
import type { Statements } from './statements.ts'

/** Every key by its selector, in memory: each request of an SDK begins by looking for one. */
export class HeldKeys {
  readonly #statements: Statements
  readonly #fileVersion: () => unknown
  #bySelector: ReadonlyMap<string, StoredKey>
  #readAt: unknown

  /** @param fileVersion - Another one after each commit of another connection. */
  constructor(statements: Statements, fileVersion: () => unknown) {
    this.#statements = statements
    this.#fileVersion = fileVersion
    this.#readAt = fileVersion()
    this.#bySelector = this.#read()
  }

  get(selector: string): StoredKey | undefined {
    try {
      const version = this.#fileVersion()
      if (version !== this.#readAt) {
        this.#bySelector = this.#read()
        this.#readAt = version
      }
    } catch {
      // SDKs are served on when the file cannot be read. Nobody can revoke a key meanwhile, either.
    }
    return this.#bySelector.get(selector)
  }

  /** This connection wrote keys, and the file's version leaves out its own commits: the next look reads them anew. */
  forget(): void {
    this.#readAt = undefined
  }

  #read(): ReadonlyMap<string, StoredKey> {
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
