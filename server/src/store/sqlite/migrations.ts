/**
 * The schema's versions, in order, each applied once and in one transaction. Embedded as text, so that what is built
 * carries them. A migration that has been released never changes; it expands, and a later release contracts.
 */
import type BetterSqlite3 from 'better-sqlite3'
import { StoreError } from '../store.ts'

const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    state_version INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE environments (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    state_version INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX environments_by_key ON environments (project_id, key);
  CREATE TABLE flags (
    project_id TEXT NOT NULL REFERENCES projects (id),
    key TEXT NOT NULL,
    document TEXT,
    PRIMARY KEY (project_id, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE configurations (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    flag TEXT NOT NULL,
    killed INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (environment_id, flag)
  ) STRICT;
  CREATE TABLE configuration_versions (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    flag TEXT NOT NULL,
    revision INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (environment_id, flag, revision, version)
  ) STRICT;
  CREATE TABLE segments (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    key TEXT NOT NULL,
    document TEXT,
    PRIMARY KEY (environment_id, key)
  ) STRICT;
  CREATE TABLE sdk_keys (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    selector TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sdk_keys_by_environment ON sdk_keys (environment_id);
  CREATE TABLE history (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    audience TEXT NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    hash TEXT,
    item TEXT,
    PRIMARY KEY (environment_id, audience, revision, kind, key)
  ) STRICT;
  CREATE INDEX history_by_item ON history (environment_id, audience, kind, key, revision);
  CREATE TABLE states (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    audience TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (environment_id, audience, epoch, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE audit (
    project_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    resource_key TEXT NOT NULL,
    environment TEXT,
    version INTEGER NOT NULL,
    reason TEXT,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    revisions TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (project_id, seq)
  ) STRICT;
  CREATE INDEX audit_by_resource ON audit (project_id, resource_type, resource_key, environment, seq);
  CREATE TABLE audit_heads (project_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE once (
    actor_id TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (actor_id, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX once_by_time ON once (at_ms);
  `,
  `
  CREATE TABLE evaluation_counts (
    environment_id TEXT NOT NULL,
    flag TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    variant TEXT NOT NULL,
    sdk TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (environment_id, flag, at_ms, variant, sdk)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX evaluation_counts_by_time ON evaluation_counts (at_ms);
  CREATE TABLE flag_activity (
    environment_id TEXT NOT NULL,
    flag TEXT NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (environment_id, flag)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE change_requests (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    state TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX change_requests_by_state ON change_requests (environment_id, state, seq);
  `,
  `
  CREATE TABLE tokens (id TEXT PRIMARY KEY, selector TEXT NOT NULL UNIQUE, document TEXT NOT NULL) STRICT;
  CREATE TABLE token_use (id TEXT PRIMARY KEY, last_ms INTEGER NOT NULL) STRICT;
  `,
  `
  CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL,
    document TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    failing_since_ms INTEGER
  ) STRICT;
  CREATE TABLE webhook_deliveries (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    webhook_id TEXT NOT NULL,
    type TEXT NOT NULL,
    audit_seq INTEGER,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    last_attempt_at_ms INTEGER,
    next_attempt_at_ms INTEGER,
    last_status INTEGER,
    last_error TEXT
  ) STRICT;
  CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (webhook_id, state, place);
  `,
  `
  CREATE TABLE attribute_names (
    environment_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (environment_id, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE attribute_names ADD COLUMN first_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE attribute_names ADD COLUMN last_ms INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE attribute_names ADD COLUMN audience TEXT NOT NULL DEFAULT 'client';
  `,
]

/**
 * Brings the file to this version's schema. Interrupted, the next start resumes; two at once, one waits for the other.
 * @throws StoreError NEWER_SCHEMA when a newer version of Halyard wrote the file
 */
export function migrate(database: BetterSqlite3.Database, migrations: readonly string[] = MIGRATIONS): void {
  for (;;) {
    const isDone = database
      .transaction(() => {
        const version = Number(database.pragma('user_version', { simple: true }))
        if (version > migrations.length) throw newerSchema(version, migrations.length)
        const next = migrations[version]
        if (next === undefined) return true
        database.exec(next)
        database.pragma(`user_version = ${version + 1}`)
        return false
      })
      .immediate()
    if (isDone) return
  }
}

function newerSchema(found: number, known: number): StoreError {
  return new StoreError(
    'NEWER_SCHEMA',
    `The data were written by a newer Halyard (schema ${found}; this version knows ${known}). ` +
      'Start that version again, or restore a backup made before the upgrade.',
  )
}
