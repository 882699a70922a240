/**
 * The store on SQLite. One process writes, synchronously, so a transaction runs from its first to its last statement
 * without anything in between; what is held in memory is current while the version in its row says so.
 */

import { EMPTY_DIGEST } from '@halyard/protocol'
import type BetterSqlite3 from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { ClosureFinder } from '../../domain/closure.ts'
import type { Decision, Refusal, Resource, Write } from '../../domain/decision.ts'
import { refuse } from '../../domain/decision.ts'
import type { Configuration, Project } from '../../domain/documents.ts'
import { missingEnvironment, missingProject } from '../../domain/missing.ts'
import type { ProjectState } from '../../domain/state.ts'
import { stateOf } from '../environment-state.ts'
import type {
  Audience,
  CommitNotice,
  EnvironmentState,
  History,
  ItemState,
  KeyDirectory,
  StoredKey,
} from '../history.ts'
import type { NoticeDraft } from '../notices.ts'
import { noticesOf } from '../notices.ts'
import type { EnvironmentPlan } from '../plan.ts'
import { planHistory } from '../plan.ts'
import type { RulesetLimits } from '../ruleset-size.ts'
import { overfull } from '../ruleset-size.ts'
import type { Actor, AuditEntry, ChangeOptions, HistoryEntry, Outcome, Page, Scope, Store } from '../store.ts'
import type { UndoLog } from '../undo.ts'
import { undoAll } from '../undo.ts'
import type { WorkingEnvironment } from '../working-state.ts'
import { applyWrites, WorkingProject } from '../working-state.ts'
import { withChangeRequests } from './change-requests.ts'
import { itemStateOf } from './entries.ts'
import { type FileGuard, UNGUARDED } from './file-guard.ts'
import { guarded } from './guarded.ts'
import { HeldKeys } from './held-keys.ts'
import { loadProject } from './load.ts'
import { OnceRecords } from './once.ts'
import { entriesSince, flagHistory } from './past-entries.ts'
import { persistAudit, persistEmptyStates, persistHistory, persistWrites } from './persist.ts'
import type { Statements } from './statements.ts'
import { prepareStatements } from './statements.ts'

export interface SqliteStoreOptions {
  readonly limits: RulesetLimits
  readonly nowMs: () => number
  /** A listener of commits threw: the commit stands all the same. */
  readonly onListenerError: (error: unknown) => void
  /** Of the file behind the database, where there is one. */
  readonly guard?: FileGuard | undefined
}

type Decide<T> = (state: ProjectState) => Decision<T>

/** What a commit did, kept until it is on disk. */
interface Commit {
  readonly plans: readonly EnvironmentPlan[]
  readonly created: readonly WorkingEnvironment[]
  readonly removed: ReadonlyMap<string, WorkingEnvironment>
}

export class SqliteStore implements Store, History, KeyDirectory {
  readonly #statements: Statements
  readonly #fileVersion: BetterSqlite3.Statement
  readonly #once: OnceRecords
  readonly #options: SqliteStoreOptions
  readonly #file: FileGuard
  readonly #close: () => void
  readonly #atomic: BetterSqlite3.Transaction<(run: () => unknown) => unknown>
  readonly #projects = new Map<string, WorkingProject>()
  /** At which version of the file a project in memory was last held against it. */
  #checkedAt = new WeakMap<WorkingProject, unknown>()
  readonly #closures = new ClosureFinder()
  readonly #keys: HeldKeys
  readonly #listeners = new Set<(notice: CommitNotice) => void>()

  constructor(
    database: BetterSqlite3.Database,
    options: SqliteStoreOptions,
    close: () => void = () => database.close(),
  ) {
    const db = drizzle(database)
    this.#statements = prepareStatements(db)
    this.#fileVersion = database.prepare('PRAGMA data_version').pluck()
    this.#keys = new HeldKeys(this.#statements, () => this.#fileVersion.get())
    this.#once = new OnceRecords(db, options.nowMs)
    this.#atomic = database.transaction((run) => run())
    this.#options = options
    this.#file = options.guard ?? UNGUARDED
    this.#close = close
  }

  async change<T>(scope: Scope, actor: Actor, decide: Decide<T>, options: ChangeOptions = {}): Promise<Outcome<T>> {
    const undo: UndoLog = []
    let notices: readonly NoticeDraft[] = []
    const outcome = this.#transaction(undo, options, (): Outcome<T> => {
      const state = this.#find(scope)
      if (!(state instanceof WorkingProject)) return refuse(state.code, state.detail)
      const decision = decide(withChangeRequests(this.#statements, state.view(scope.environments), scope))
      if (decision.outcome === 'refused') return decision
      if (decision.outcome === 'unchanged') return { outcome: 'unchanged', answer: decision.answer(state) }
      return this.#commit(state, decision, actor, options, undo, (made) => (notices = made))
    })
    this.#tell(notices)
    return outcome
  }

  async createProject<T>(
    actor: Actor,
    decide: (existing: readonly Project[]) => Decision<T>,
    options: ChangeOptions = {},
  ): Promise<Outcome<T>> {
    const undo: UndoLog = []
    let notices: readonly NoticeDraft[] = []
    const outcome = this.#transaction(undo, options, (): Outcome<T> => {
      const decision = decide(this.#listProjects())
      if (decision.outcome === 'refused') return decision
      const put =
        decision.outcome === 'change'
          ? decision.writes.find((write) => 'put' in write && write.put === 'project')
          : undefined
      if (decision.outcome !== 'change' || put === undefined || !('project' in put)) {
        throw new Error('A decision that makes a project must put it')
      }
      const state = new WorkingProject(put.project)
      undo.push(() => this.#projects.delete(put.project.key))
      this.#projects.set(put.project.key, state)
      return this.#commit(state, decision, actor, options, undo, (made) => (notices = made))
    })
    this.#tell(notices)
    return outcome
  }

  async read<T>(scope: Scope, select: (state: ProjectState) => T): Promise<T | Refusal> {
    const state = this.#guard(() => this.#find(scope))
    if (!(state instanceof WorkingProject)) return state
    return select(withChangeRequests(this.#statements, state.view(scope.environments), scope))
  }

  async projects(): Promise<readonly Project[]> {
    return this.#guard(() => this.#listProjects())
  }

  async entriesSince(project: string, resource: Resource, version: number): Promise<readonly AuditEntry[] | undefined> {
    return this.#guard(() => {
      const projectId = this.#statements.project.get({ key: project })?.id ?? ''
      return entriesSince(this.#statements, projectId, resource, version)
    })
  }

  async flagHistory(
    project: string,
    environment: string,
    flag: string,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<Page<HistoryEntry>> {
    return this.#guard(() => {
      const state = this.#find({ project, environments: [environment] })
      const held = state instanceof WorkingProject ? state.environments.get(environment) : undefined
      if (!(state instanceof WorkingProject) || held === undefined) return { items: [], next: null }
      return flagHistory(this.#statements, state.project.id, held.environment, flag, page)
    })
  }

  async configurationAt(
    project: string,
    environment: string,
    flag: string,
    revision: number,
  ): Promise<Configuration | undefined> {
    return this.#guard(() => {
      const state = this.#find({ project, environments: [environment] })
      const held = state instanceof WorkingProject ? state.environments.get(environment) : undefined
      if (held === undefined) return undefined
      const environmentId = held.environment.id
      const row = this.#statements.configurationAt.get({ environmentId, flag, revision })
      return row === undefined ? undefined : (JSON.parse(row.document) as Configuration)
    })
  }

  async environmentIds(): Promise<readonly string[]> {
    return this.#guard(() => {
      this.#file.assertSame()
      return this.#statements.environmentOwners.all().map(({ id }) => id)
    })
  }

  async load(environmentId: string): Promise<EnvironmentState | undefined> {
    return this.#guard(() => {
      const owner = this.#statements.environmentOwners.all().find(({ id }) => id === environmentId)
      const project = owner === undefined ? undefined : this.#find({ project: owner.project, environments: [] })
      if (!(project instanceof WorkingProject)) return undefined
      const held = [...project.environments.values()].find(({ environment }) => environment.id === environmentId)
      return held === undefined ? undefined : stateOf(project, held)
    })
  }

  async since(environmentId: string, audience: Audience, revision: number): Promise<readonly ItemState[]> {
    return this.#guard(() => this.#statements.rowsSince.all({ environmentId, audience, revision }).map(itemStateOf))
  }

  async knows(
    environmentId: string,
    audience: Audience,
    epoch: number,
    revision: number,
    digest: string,
  ): Promise<boolean> {
    const state = this.#guard(() => this.#statements.stateDigest.get({ environmentId, audience, epoch, revision }))
    return state?.digest === digest
  }

  onCommit(listener: (notice: CommitNotice) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async keyBySelector(selector: string): Promise<StoredKey | undefined> {
    return this.#keys.get(selector)
  }

  /** A single value of the installation. */
  setting(name: string): string | undefined {
    return this.#guard(() => this.#statements.setting.get({ name })?.value)
  }

  putSetting(name: string, value: string): void {
    this.#guard(() => {
      this.#file.assertWritable()
      return this.#statements.putSetting.run({ name, value })
    })
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    this.#close()
  }

  #commit<T>(
    state: WorkingProject,
    decision: Extract<Decision<T>, { outcome: 'change' }>,
    actor: Actor,
    { dryRun = false, confirm }: ChangeOptions,
    undo: UndoLog,
    tell: (notices: readonly NoticeDraft[]) => void,
  ): Outcome<T> {
    const before = new Map(state.environments)
    const nowMs = this.#options.nowMs()
    const touched = applyWrites(state, decision.writes, () => Math.floor(nowMs / 1000), undo)
    const plans = planHistory(state, touched, this.#closures, undo)
    const refusal = decision.ignoresLimits === true ? undefined : overfull(plans, this.#options.limits)
    if (refusal !== undefined || dryRun) {
      const answer = refusal === undefined ? decision.answer(state) : undefined
      undoAll(undo)
      if (refusal !== undefined) return { outcome: 'refused', refusal }
      return { outcome: 'unchanged', answer: answer as T }
    }
    const created = [...state.environments.values()].filter(({ environment }) => !before.has(environment.key))
    const removed = new Map([...before].filter(([key]) => !state.environments.has(key)))
    const revisions = this.#persist(state, decision, actor, nowMs, { plans, created, removed }, undo)
    this.#holdKeys(state, decision.writes, undo)
    tell(noticesOf({ plans, created, removed, writes: decision.writes, confirm }))
    return { outcome: 'committed', answer: decision.answer(state), revisions }
  }

  #persist<T>(
    state: WorkingProject,
    decision: Extract<Decision<T>, { outcome: 'change' }>,
    actor: Actor,
    nowMs: number,
    { plans, created, removed }: Commit,
    undo: UndoLog,
  ): Readonly<Record<string, number>> {
    const statements = this.#statements
    persistWrites(statements, state, decision.writes, removed)
    for (const environment of created) persistEmptyStates(statements, environment, EMPTY_DIGEST)
    const revisions: Record<string, number> = {}
    for (const plan of plans) {
      const { environment } = plan
      persistHistory(statements, plan)
      raise(environment, undo)
      const { id } = environment.environment
      statements.raiseEnvironment.run({ id, revision: plan.revision, stateVersion: environment.stateVersion })
      if (plan.audiences.server !== undefined || plan.audiences.client !== undefined) revisions[id] = plan.revision
    }
    if (decision.writes.some(isProjectWide)) {
      raise(state, undo)
      statements.raiseProject.run({ id: state.project.id, stateVersion: state.stateVersion })
    }
    persistAudit(statements, state.project.id, actor, nowMs, decision.entries, revisions)
    if (decision.writes.some((write) => 'remove' in write && write.remove === 'project')) {
      this.#projects.delete(state.project.key)
    }
    return revisions
  }

  #holdKeys(state: WorkingProject, writes: readonly Write[], undo: UndoLog): void {
    for (const write of writes) {
      if (!('put' in write) || write.put !== 'key') continue
      const id = state.environments.get(write.environment)?.environment.id
      if (id !== undefined) undo.push(this.#keys.put(write.key, id))
    }
    if (writes.some(concernsKeys)) this.#keys.forget()
  }

  /** The project as it is in the file now, or why the scope cannot be had. */
  #find(scope: Scope): WorkingProject | Refusal {
    const held = this.#current(scope.project)
    if (held === undefined) return missingProject(scope.project)
    const missing =
      scope.environments === 'all' ? undefined : scope.environments.find((key) => !held.environments.has(key))
    if (missing === undefined) return held
    return missingEnvironment(scope.project, missing)
  }

  /** What is in memory stands until another connection writes: SQLite counts that, and leaves out our own commits. */
  #current(key: string): WorkingProject | undefined {
    const held = this.#projects.get(key)
    const version = this.#fileVersion.get()
    if (held !== undefined && this.#checkedAt.get(held) === version) return held
    const row = this.#statements.project.get({ key })
    if (row === undefined) return undefined
    const environments = this.#statements.environments.all({ projectId: row.id })
    const isHeld = held !== undefined && isCurrent(held, row.stateVersion, environments)
    const current = isHeld ? held : loadProject(this.#statements, row, environments, this.#closures)
    this.#projects.set(key, current)
    this.#checkedAt.set(current, version)
    return current
  }

  #listProjects(): readonly Project[] {
    return this.#statements.projects.all().map(({ document }) => JSON.parse(document) as Project)
  }

  /** Undoes what was done in memory when the file did not take it. */
  #transaction<T>(undo: UndoLog, options: ChangeOptions, run: () => Outcome<T>): Outcome<T> {
    return this.#guard(() => {
      this.#file.assertWritable()
      try {
        return this.#atomic.immediate(() => this.#once.run(options, run)) as Outcome<T>
      } catch (error) {
        undoAll(undo)
        this.#checkedAt = new WeakMap()
        throw error
      }
    })
  }

  #guard<T>(run: () => T): T {
    return guarded(run, this.#file)
  }

  #tell(drafts: readonly NoticeDraft[]): void {
    const committedAtMs = this.#options.nowMs()
    for (const draft of drafts) {
      const notice = { ...draft, committedAtMs }
      for (const listener of this.#listeners) {
        try {
          listener(notice)
        } catch (error) {
          this.#options.onListenerError(error)
        }
      }
    }
  }
}

function raise(held: { stateVersion: number }, undo: UndoLog): void {
  const before = held.stateVersion
  undo.push(() => (held.stateVersion = before))
  held.stateVersion = before + 1
}

function isProjectWide(write: Write): boolean {
  const kind = 'put' in write ? write.put : write.remove
  return kind === 'project' || kind === 'environment' || kind === 'flag'
}

/** Keys go with their environment and their project. */
function concernsKeys(write: Write): boolean {
  const kind = 'put' in write ? write.put : write.remove
  return kind === 'key' || ('remove' in write && (kind === 'environment' || kind === 'project'))
}

function isCurrent(
  held: WorkingProject,
  stateVersion: number,
  rows: readonly { readonly key: string; readonly id: string; readonly stateVersion: number }[],
): boolean {
  if (held.stateVersion !== stateVersion || held.environments.size !== rows.length) return false
  return rows.every(({ key, id, stateVersion: version }) => {
    const environment = held.environments.get(key)
    return environment?.environment.id === id && environment.stateVersion === version
  })
}
