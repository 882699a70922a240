/**
 * A project as an adapter holds it in memory: documents, and what each audience last saw of them. Changed in place, so
 * that a kill among 5,000 flags costs one flag; every change can be undone until it is committed.
 */

import type { Closure } from '../domain/closure.ts'
import { EMPTY_CLOSURE } from '../domain/closure.ts'
import type { Write } from '../domain/decision.ts'
import type { Configuration, Environment, Flag, Project, SdkKey, Segment } from '../domain/documents.ts'
import { ClientProjection } from '../domain/projection.ts'
import type { EnvironmentState, ProjectState } from '../domain/state.ts'
import { AudienceRows } from './audience-rows.ts'
import type { Audience } from './history.ts'
import type { UndoLog } from './undo.ts'

export class WorkingEnvironment implements EnvironmentState {
  environment: Environment
  epoch: number
  revision = 0
  /** Rises with every commit that touches the environment: what is held is current while it equals the row's. */
  stateVersion = 0
  closure: Closure = EMPTY_CLOSURE
  readonly configurations: Map<string, Configuration> = new Map()
  readonly segments: Map<string, Segment> = new Map()
  readonly retiredSegments: Set<string> = new Set()
  readonly keys: Map<string, SdkKey> = new Map()
  readonly audiences: Readonly<Record<Audience, AudienceRows>> = {
    server: new AudienceRows(),
    client: new AudienceRows(),
  }
  readonly clientProjection: ClientProjection

  constructor(environment: Environment, epoch: number) {
    this.environment = environment
    this.epoch = epoch
    this.clientProjection = new ClientProjection(environment.hashSalt)
  }

  flagRevision(key: string): number {
    return this.audiences.server.revisionOf('flag', key)
  }

  segmentRevision(key: string): number {
    return this.audiences.server.revisionOf('segment', key)
  }

  rulesetBytes(audience: Audience): number {
    return this.audiences[audience].bytes
  }
}

export class WorkingProject {
  project: Project
  /** Rises with every commit that touches the project's own documents. */
  stateVersion = 0
  readonly flags: Map<string, Flag> = new Map()
  readonly retiredFlags: Set<string> = new Set()
  readonly environments: Map<string, WorkingEnvironment> = new Map()

  constructor(project: Project) {
    this.project = project
  }

  /** What a decision gets to see: the environments in its scope only. */
  view(environments: readonly string[] | 'all'): ProjectState {
    if (environments === 'all') return this
    const inScope = new Map<string, WorkingEnvironment>()
    for (const key of environments) {
      const environment = this.environments.get(key)
      if (environment !== undefined) inScope.set(key, environment)
    }
    return {
      project: this.project,
      flags: this.flags,
      retiredFlags: this.retiredFlags,
      environments: inScope,
    }
  }
}

/** Documents that writes touched, with what stood there before. */
export interface Touched {
  /** Project-wide flags, as they were. */
  readonly flags: Map<string, Flag | undefined>
  /** By environment key. */
  readonly environments: Map<string, TouchedEnvironment>
}

export interface TouchedEnvironment {
  readonly configurations: Map<string, Configuration | undefined>
  readonly segments: Map<string, Segment | undefined>
}

/** Puts the documents in place. @throws Error when a write names an environment that there is not */
export function applyWrites(
  state: WorkingProject,
  writes: readonly Write[],
  newEpoch: () => number,
  undo: UndoLog,
): Touched {
  const touched: Touched = { flags: new Map(), environments: new Map() }
  for (const write of writes) {
    if ('put' in write) applyPut(state, write, newEpoch, touched, undo)
    else applyRemove(state, write, touched, undo)
  }
  return touched
}

function applyPut(
  state: WorkingProject,
  write: Extract<Write, { put: string }>,
  newEpoch: () => number,
  touched: Touched,
  undo: UndoLog,
): void {
  if (write.put === 'project') {
    const before = state.project
    undo.push(() => (state.project = before))
    state.project = write.project
  } else if (write.put === 'environment') {
    putEnvironment(state, write.environment, newEpoch, touched, undo)
  } else if (write.put === 'flag') {
    touched.flags.set(write.flag.key, state.flags.get(write.flag.key))
    put(state.flags, write.flag.key, write.flag, undo)
  } else if (write.put === 'configuration') {
    const { configurations } = found(state, write.environment)
    touchedIn(touched, write.environment).configurations.set(write.flag, configurations.get(write.flag))
    put(configurations, write.flag, write.configuration, undo)
  } else if (write.put === 'segment') {
    const { segments } = found(state, write.environment)
    touchedIn(touched, write.environment).segments.set(write.segment.key, segments.get(write.segment.key))
    put(segments, write.segment.key, write.segment, undo)
  } else if (write.put === 'change-request') {
    // Not held in memory: there may be many, and most are closed.
    found(state, write.environment)
  } else {
    touchedIn(touched, write.environment)
    put(found(state, write.environment).keys, write.key.id, write.key, undo)
  }
}

function putEnvironment(
  state: WorkingProject,
  environment: Environment,
  newEpoch: () => number,
  touched: Touched,
  undo: UndoLog,
): void {
  const held = state.environments.get(environment.key)
  touchedIn(touched, environment.key)
  if (held === undefined) {
    put(state.environments, environment.key, new WorkingEnvironment(environment, newEpoch()), undo)
    return
  }
  const before = held.environment
  undo.push(() => (held.environment = before))
  held.environment = environment
}

function applyRemove(
  state: WorkingProject,
  write: Extract<Write, { remove: string }>,
  touched: Touched,
  undo: UndoLog,
): void {
  if (write.remove === 'flag') {
    touched.flags.set(write.flag, state.flags.get(write.flag))
    remove(state.flags, write.flag, undo)
    retire(state.retiredFlags, write.flag, undo)
    for (const { configurations } of state.environments.values()) remove(configurations, write.flag, undo)
  } else if (write.remove === 'segment') {
    const environment = found(state, write.environment)
    touchedIn(touched, write.environment).segments.set(write.segment, environment.segments.get(write.segment))
    remove(environment.segments, write.segment, undo)
    retire(environment.retiredSegments, write.segment, undo)
  } else if (write.remove === 'environment') {
    remove(state.environments, write.environment, undo)
  }
}

function found(state: WorkingProject, environment: string): WorkingEnvironment {
  const held = state.environments.get(environment)
  if (held === undefined) throw new Error(`A decision wrote to the environment "${environment}", which there is not`)
  return held
}

function touchedIn(touched: Touched, environment: string): TouchedEnvironment {
  let known = touched.environments.get(environment)
  if (known === undefined) {
    known = { configurations: new Map(), segments: new Map() }
    touched.environments.set(environment, known)
  }
  return known
}

function put<K, V>(map: Map<K, V>, key: K, value: V, undo: UndoLog): void {
  const before = map.get(key)
  undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)))
  map.set(key, value)
}

/** Undone, an entry comes back at the end: nothing may rely on the order of these maps. */
function remove<K, V>(map: Map<K, V>, key: K, undo: UndoLog): void {
  const before = map.get(key)
  if (before === undefined) return
  undo.push(() => map.set(key, before))
  map.delete(key)
}

function retire(set: Set<string>, key: string, undo: UndoLog): void {
  undo.push(() => set.delete(key))
  set.add(key)
}
