/** Every statement of the store, prepared once. Columns are listed, and each query is scoped to its owner. */
import { and, asc, desc, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { changeRequestStatements } from './change-requests.ts'
import {
  audit,
  auditHeads,
  changeRequests,
  configurations,
  configurationVersions,
  environments,
  flags,
  history,
  projects,
  sdkKeys,
  segments,
  settings,
  states,
} from './schema.ts'

const given = sql.placeholder
/** A placeholder where drizzle's types ask for a value. */
const set = (name: string) => sql`${given(name)}`

export type Statements = ReturnType<typeof prepareStatements>

export function prepareStatements(db: BetterSQLite3Database) {
  return { ...readers(db), ...writers(db), ...removers(db), ...auditStatements(db), ...changeRequestStatements(db) }
}

function readers(db: BetterSQLite3Database) {
  const inEnvironment = { environmentId: given('environmentId') }
  return {
    setting: db
      .select({ value: settings.value })
      .from(settings)
      .where(eq(settings.name, given('name')))
      .prepare(),
    projects: db.select().from(projects).orderBy(asc(projects.key)).prepare(),
    project: db
      .select()
      .from(projects)
      .where(eq(projects.key, given('key')))
      .prepare(),
    environments: db
      .select()
      .from(environments)
      .where(eq(environments.projectId, given('projectId')))
      .prepare(),
    environmentOwners: db
      .select({ id: environments.id, project: projects.key })
      .from(environments)
      .innerJoin(projects, eq(projects.id, environments.projectId))
      .prepare(),
    flags: db
      .select({ key: flags.key, document: flags.document })
      .from(flags)
      .where(eq(flags.projectId, given('projectId')))
      .prepare(),
    configurations: db
      .select()
      .from(configurations)
      .where(eq(configurations.environmentId, inEnvironment.environmentId))
      .prepare(),
    configurationAt: db
      .select({ version: configurationVersions.version, document: configurationVersions.document })
      .from(configurationVersions)
      .where(
        and(
          eq(configurationVersions.environmentId, inEnvironment.environmentId),
          eq(configurationVersions.flag, given('flag')),
          lte(configurationVersions.revision, given('revision')),
        ),
      )
      .orderBy(desc(configurationVersions.revision), desc(configurationVersions.version))
      .limit(1)
      .prepare(),
    segments: db
      .select({ key: segments.key, document: segments.document })
      .from(segments)
      .where(eq(segments.environmentId, inEnvironment.environmentId))
      .prepare(),
    sdkKeys: db
      .select({ document: sdkKeys.document })
      .from(sdkKeys)
      .where(eq(sdkKeys.environmentId, inEnvironment.environmentId))
      .prepare(),
    keys: db.select({ environmentId: sdkKeys.environmentId, document: sdkKeys.document }).from(sdkKeys).prepare(),
    ...historyReaders(db),
  }
}

function historyReaders(db: BetterSQLite3Database) {
  const ofAudience = and(eq(history.environmentId, given('environmentId')), eq(history.audience, given('audience')))
  // SQLite takes bare columns beside max() from the row that holds the maximum.
  const lastRow = {
    kind: history.kind,
    key: history.key,
    revision: sql<number>`max(${history.revision})`,
    hash: history.hash,
    item: history.item,
  }
  return {
    lastRows: db.select(lastRow).from(history).where(ofAudience).groupBy(history.kind, history.key).prepare(),
    rowsSince: db
      .select(lastRow)
      .from(history)
      .where(and(ofAudience, gt(history.revision, given('revision'))))
      .groupBy(history.kind, history.key)
      .prepare(),
    lastState: db
      .select({ revision: states.revision, digest: states.digest })
      .from(states)
      .where(and(eq(states.environmentId, given('environmentId')), eq(states.audience, given('audience'))))
      .orderBy(desc(states.epoch), desc(states.revision))
      .limit(1)
      .prepare(),
    stateDigest: db
      .select({ digest: states.digest })
      .from(states)
      .where(
        and(
          eq(states.environmentId, given('environmentId')),
          eq(states.audience, given('audience')),
          eq(states.epoch, given('epoch')),
          eq(states.revision, given('revision')),
        ),
      )
      .prepare(),
  }
}

function writers(db: BetterSQLite3Database) {
  return {
    putSetting: db
      .insert(settings)
      .values({ name: given('name'), value: given('value') })
      .onConflictDoUpdate({ target: settings.name, set: { value: sql`excluded.value` } })
      .prepare(),
    putProject: db
      .insert(projects)
      .values({ id: given('id'), key: given('key'), document: given('document'), stateVersion: given('stateVersion') })
      .onConflictDoUpdate({ target: projects.id, set: { document: sql`excluded.document` } })
      .prepare(),
    raiseProject: db
      .update(projects)
      .set({ stateVersion: set('stateVersion') })
      .where(eq(projects.id, given('id')))
      .prepare(),
    putEnvironment: db
      .insert(environments)
      .values({
        id: given('id'),
        projectId: given('projectId'),
        key: given('key'),
        document: given('document'),
        epoch: given('epoch'),
        revision: given('revision'),
        stateVersion: given('stateVersion'),
      })
      .onConflictDoUpdate({ target: environments.id, set: { document: sql`excluded.document` } })
      .prepare(),
    raiseEnvironment: db
      .update(environments)
      .set({ revision: set('revision'), stateVersion: set('stateVersion') })
      .where(eq(environments.id, given('id')))
      .prepare(),
    putFlag: db
      .insert(flags)
      .values({ projectId: given('projectId'), key: given('key'), document: given('document') })
      .onConflictDoUpdate({ target: [flags.projectId, flags.key], set: { document: sql`excluded.document` } })
      .prepare(),
    putConfiguration: db
      .insert(configurations)
      .values({
        environmentId: given('environmentId'),
        flag: given('flag'),
        killed: given('killed'),
        version: given('version'),
        document: given('document'),
      })
      .onConflictDoUpdate({
        target: [configurations.environmentId, configurations.flag],
        set: { killed: sql`excluded.killed`, version: sql`excluded.version`, document: sql`excluded.document` },
      })
      .prepare(),
    setKilled: db
      .update(configurations)
      .set({ killed: set('killed'), version: set('version') })
      .where(and(eq(configurations.environmentId, given('environmentId')), eq(configurations.flag, given('flag'))))
      .prepare(),
    addConfigurationVersion: db
      .insert(configurationVersions)
      .values({
        environmentId: given('environmentId'),
        flag: given('flag'),
        revision: given('revision'),
        version: given('version'),
        document: given('document'),
      })
      .prepare(),
    putSegment: db
      .insert(segments)
      .values({ environmentId: given('environmentId'), key: given('key'), document: given('document') })
      .onConflictDoUpdate({ target: [segments.environmentId, segments.key], set: { document: sql`excluded.document` } })
      .prepare(),
    putKey: db
      .insert(sdkKeys)
      .values({
        id: given('id'),
        environmentId: given('environmentId'),
        selector: given('selector'),
        document: given('document'),
      })
      .onConflictDoUpdate({ target: sdkKeys.id, set: { document: sql`excluded.document` } })
      .prepare(),
    addRow: db
      .insert(history)
      .values({
        environmentId: given('environmentId'),
        audience: given('audience'),
        revision: given('revision'),
        kind: given('kind'),
        key: given('key'),
        hash: given('hash'),
        item: given('item'),
      })
      .prepare(),
    addState: db
      .insert(states)
      .values({
        environmentId: given('environmentId'),
        audience: given('audience'),
        epoch: given('epoch'),
        revision: given('revision'),
        digest: given('digest'),
      })
      .prepare(),
  }
}

/** Rows of an environment go with it: its id never comes back, so nobody can ask for its history. */
function removers(db: BetterSQLite3Database) {
  const gone = given('environmentId')
  return {
    removeFlagConfigurations: db
      .delete(configurations)
      .where(and(eq(configurations.flag, given('flag')), eq(configurations.environmentId, gone)))
      .prepare(),
    removeFromEnvironment: [
      db.delete(configurations).where(eq(configurations.environmentId, gone)).prepare(),
      db.delete(configurationVersions).where(eq(configurationVersions.environmentId, gone)).prepare(),
      db.delete(segments).where(eq(segments.environmentId, gone)).prepare(),
      db.delete(sdkKeys).where(eq(sdkKeys.environmentId, gone)).prepare(),
      db.delete(changeRequests).where(eq(changeRequests.environmentId, gone)).prepare(),
      db.delete(history).where(eq(history.environmentId, gone)).prepare(),
      db.delete(states).where(eq(states.environmentId, gone)).prepare(),
      db.delete(environments).where(eq(environments.id, gone)).prepare(),
    ],
    removeFromProject: [
      db
        .delete(flags)
        .where(eq(flags.projectId, given('projectId')))
        .prepare(),
      db
        .delete(projects)
        .where(eq(projects.id, given('projectId')))
        .prepare(),
    ],
  }
}

export type AuditStatements = ReturnType<typeof auditStatements>

export function auditStatements(db: BetterSQLite3Database) {
  const isSince = and(
    eq(audit.projectId, given('projectId')),
    eq(audit.resourceType, given('resourceType')),
    eq(audit.resourceKey, given('resourceKey')),
    sql`${audit.environment} IS ${given('environment')}`,
    gt(audit.version, given('version')),
  )
  return {
    auditHead: db
      .select({ seq: auditHeads.seq, hash: auditHeads.hash })
      .from(auditHeads)
      .where(eq(auditHeads.projectId, given('projectId')))
      .prepare(),
    putAuditHead: db
      .insert(auditHeads)
      .values({ projectId: given('projectId'), seq: given('seq'), hash: given('hash') })
      .onConflictDoUpdate({ target: auditHeads.projectId, set: { seq: sql`excluded.seq`, hash: sql`excluded.hash` } })
      .prepare(),
    addEntry: db
      .insert(audit)
      .values({
        projectId: given('projectId'),
        seq: given('seq'),
        atMs: given('atMs'),
        actor: given('actor'),
        action: given('action'),
        resourceType: given('resourceType'),
        resourceKey: given('resourceKey'),
        environment: given('environment'),
        version: given('version'),
        reason: given('reason'),
        before: given('before'),
        after: given('after'),
        revisions: given('revisions'),
        hash: given('hash'),
      })
      .prepare(),
    entriesSince: db.select().from(audit).where(isSince).orderBy(asc(audit.seq)).prepare(),
    weightSince: db
      .select({ bytes: sql<number>`total(octet_length(${audit.before}) + octet_length(${audit.after}))` })
      .from(audit)
      .where(isSince)
      .prepare(),
    flagEntries: db
      .select()
      .from(audit)
      .where(
        and(
          eq(audit.projectId, given('projectId')),
          eq(audit.resourceKey, given('flag')),
          or(
            and(eq(audit.resourceType, 'flag'), isNull(audit.environment)),
            and(eq(audit.resourceType, 'configuration'), eq(audit.environment, given('environment'))),
          ),
          lt(audit.seq, given('beforeSeq')),
        ),
      )
      .orderBy(desc(audit.seq))
      .limit(given('limit'))
      .prepare(),
  }
}
