/** Looks into the server's data from outside, to hold changes against the audit. */
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'

/** What people write, as opposed to what the server keeps about it. */
const DOCUMENTS: readonly string[] = [
  'projects',
  'environments',
  'flags',
  'configurations',
  'segments',
  'sdk_keys',
  'tokens',
  'webhooks',
  'change_requests',
]

/** Where the server keeps something beside the document. */
const COLUMNS: Readonly<Record<string, string>> = { webhooks: 'id, document' }

export interface Look {
  /** Of all documents. */
  readonly documents: string
  /** How many entries the audit has of what was asked for: a minute after its start, a server notes stale flags by itself. */
  readonly entries: number
}

export class WatchedData {
  readonly #database: Database.Database
  readonly #documents: readonly Database.Statement[]
  readonly #entries: Database.Statement
  #version = -1
  #look: Look = { documents: '', entries: 0 }

  constructor(file: string) {
    this.#database = new Database(file, { readonly: true })
    const there = new Set(this.#database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all())
    const tables = DOCUMENTS.filter((table) => there.has(table))
    this.#documents = tables.map((table) => this.#database.prepare(`SELECT ${COLUMNS[table] ?? '*'} FROM ${table}`))
    this.#entries = this.#database
      .prepare("SELECT (SELECT total(seq) FROM audit_heads) - (SELECT count(*) FROM audit WHERE action = 'flag.stale')")
      .pluck()
  }

  /** Reads the documents only when there was a commit since. */
  look(): Look {
    const version = Number(this.#database.pragma('data_version', { simple: true }))
    if (version === this.#version) return this.#look
    this.#version = version
    this.#look = this.#database.transaction(() => {
      const hash = createHash('sha256')
      for (const documents of this.#documents) hash.update(JSON.stringify(documents.all()))
      return { documents: hash.digest('hex'), entries: Number(this.#entries.get()) }
    })()
    return this.#look
  }

  close(): void {
    this.#database.close()
  }
}
