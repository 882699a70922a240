/** Random admin writes, for the store's contract. */
import fc from 'fast-check'
import { WRITE_LIMITS } from '@halyard/protocol'
import type { Condition } from '@halyard/evaluator'
import { patchConfiguration } from '../services/configurations/change-configuration.ts'
import { mintCredential, randomMint } from '../services/credentials.ts'
import type { Ask, ServiceDeps } from '../services/deps.ts'
import { createEnvironment, deleteEnvironment } from '../services/environments/change-environment.ts'
import { archiveFlag, patchFlag, purgeFlag } from '../services/flags/change-flag.ts'
import { createFlag } from '../services/flags/create-flag.ts'
import { killFlag, restoreFlag } from '../services/flags/kill-flag.ts'
import { createKey, revokeKey } from '../services/keys/change-key.ts'
import { createFirstProject } from '../services/projects/create-project.ts'
import { deleteSegment, putSegment } from '../services/segments/change-segment.ts'
import type { EnvironmentState, History, KeyDirectory } from './history.ts'
import type { Actor, ChangeOptions, Store } from './store.ts'

export type Action =
  | { readonly verb: 'create' | 'describe' | 'expose' | 'hide' | 'archive' | 'unarchive' | 'purge'; readonly flag: string }
  | { readonly verb: 'kill' | 'restore' | 'enable'; readonly flag: string }
  | { readonly verb: 'require'; readonly flag: string; readonly other: string | null }
  | { readonly verb: 'rule'; readonly flag: string; readonly condition: Condition | null }
  | { readonly verb: 'segment'; readonly segment: string; readonly condition: Condition | null; readonly members: readonly string[] }
  | { readonly verb: 'unsegment'; readonly segment: string }

const flag = fc.constantFrom('a', 'b', 'c', 'd', 'constructor')
const segment = fc.constantFrom('s', 't', 'u')
const condition: fc.Arbitrary<Condition> = fc.oneof(
  segment.map((key) => ({ segment: key })),
  segment.map((key) => ({ not: { any: [{ segment: key }] } })),
  fc.constantFrom('pro', 'free').map((plan) => ({ attribute: 'plan', op: 'in' as const, value: [plan] })),
)
const simple = fc.constantFrom('create', 'describe', 'expose', 'hide', 'archive', 'unarchive', 'purge', 'kill', 'restore', 'enable')

export const ACTIONS: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ verb: simple, flag }) as fc.Arbitrary<Action> },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('require' as const), flag, other: fc.option(flag) }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('rule' as const), flag, condition: fc.option(condition) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('segment' as const),
      segment,
      condition: fc.option(condition),
      members: fc.array(fc.constantFrom('u-1', 'u-2'), { maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('unsegment' as const), segment }) },
)

/** What random writes start from, so that most of them meet something. */
export const FURNISHED: readonly Action[] = [
  ...['a', 'b', 'c'].map((key) => ({ verb: 'create', flag: key }) as const),
  { verb: 'expose', flag: 'a' },
  ...['s', 't'].map((key) => ({ verb: 'segment', segment: key, condition: null, members: ['u-1'] }) as const),
  { verb: 'rule', flag: 'a', condition: { segment: 's' } },
]

type FullStore = Store & History & KeyDirectory

export interface Service {
  readonly store: FullStore
  readonly ready: Promise<void>
  act(action: Action, options?: ChangeOptions): Promise<void>
  load(environment: string): Promise<EnvironmentState>
  environmentId(environment: string): Promise<string>
  createEnvironment(key: string): Promise<void>
  deleteEnvironment(environment: string): Promise<void>
  createKey(kind: 'sdk' | 'client'): Promise<{ readonly id: string; readonly selector: string; readonly hash: string }>
  revokeKey(id: string): Promise<void>
}

const ACTOR: Actor = { id: 'ada', name: 'Ada', role: 'admin' }
const PROJECT = { project: 'default' }
const PLACE = { ...PROJECT, environment: 'production' }

/** Use cases over a store, with the first project made. */
export function openService(store: FullStore): Service {
  const deps: ServiceDeps = {
    store,
    limits: WRITE_LIMITS,
    nowMs: () => 1_763_640_000_000,
    mint: randomMint,
    mintCredential,
    connections: { count: () => ({ server: 0, client: 0 }) },
  }
  const ready = createFirstProject(deps, 'default', ['development', 'production'])
  const ask: Ask = { reason: null }
  const environmentId = async (environment: string): Promise<string> => {
    await ready
    const id = await store.read({ ...PROJECT, environments: [environment] }, (state) => ({
      id: state.environments.get(environment)?.environment.id ?? '',
    }))
    if (!('id' in id)) throw new Error(id.detail)
    return id.id
  }
  return {
    store,
    ready,
    environmentId,
    async act(action, options = {}) {
      await ready
      await perform(deps, action, { ...ask, ...options })
    },
    async load(environment) {
      const state = await store.load(await environmentId(environment))
      if (state === undefined) throw new Error(`There is no environment ${environment}`)
      return state
    },
    async createEnvironment(key) {
      await createEnvironment(deps, ACTOR, { ...ask, ...PROJECT, input: { key } })
    },
    async deleteEnvironment(environment) {
      await deleteEnvironment(deps, ACTOR, { ...ask, ...PROJECT, environment })
    },
    async createKey(kind) {
      await ready
      const credential = mintCredential(kind)
      const outcome = await createKey({ ...deps, mintCredential: () => credential }, ACTOR, {
        ...ask,
        ...PLACE,
        input: { kind, name: 'test' },
      })
      if (outcome.outcome === 'refused') throw new Error(outcome.refusal.detail)
      return { id: outcome.answer.id, selector: credential.selector, hash: credential.hash }
    },
    async revokeKey(id) {
      await revokeKey(deps, ACTOR, { ...ask, ...PLACE, id })
    },
  }
}

/** Performs a random action; refusals are as good as anything. */
export async function actOn(service: Service, action: Action): Promise<void> {
  await service.act(action)
}

async function perform(deps: ServiceDeps, action: Action, ask: Ask): Promise<unknown> {
  if (action.verb === 'segment') {
    const input = { included: [...action.members], if: action.condition }
    return putSegment(deps, ACTOR, { ...ask, ...PLACE, segment: action.segment, input })
  }
  if (action.verb === 'unsegment') return deleteSegment(deps, ACTOR, { ...ask, ...PLACE, segment: action.segment })
  const here = { ...ask, ...PLACE, flag: action.flag }
  switch (action.verb) {
    case 'create':
      return createFlag(deps, ACTOR, { ...ask, ...PROJECT, input: { key: action.flag } })
    case 'describe':
      return patchFlag(deps, ACTOR, { ...here, input: { description: 'nobody evaluates this' } })
    case 'expose':
    case 'hide':
      return patchFlag(deps, ACTOR, { ...here, input: { exposeToClients: action.verb === 'expose' } })
    case 'archive':
      return archiveFlag(deps, ACTOR, here)
    case 'unarchive':
      return patchFlag(deps, ACTOR, { ...here, input: { archived: false } })
    case 'purge':
      return purgeFlag(deps, ACTOR, here)
    case 'kill':
      return killFlag(deps, ACTOR, here)
    case 'restore':
      return restoreFlag(deps, ACTOR, here)
    case 'enable':
      return patchConfiguration(deps, ACTOR, { ...here, patch: { enabled: true } })
    case 'require': {
      const prerequisites = action.other === null ? [] : [{ flag: action.other, variant: 'on' }]
      return patchConfiguration(deps, ACTOR, { ...here, patch: { prerequisites } })
    }
    case 'rule': {
      const rules = action.condition === null ? [] : [{ id: 'r', if: action.condition, serve: { variant: 'on' } }]
      return patchConfiguration(deps, ACTOR, { ...here, patch: { rules } })
    }
  }
}
