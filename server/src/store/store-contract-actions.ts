/** Random admin writes, for the store's contract. */

import type { Condition } from '@halyard/evaluator'
import { WRITE_LIMITS } from '@halyard/protocol'
import fc from 'fast-check'
import type { Mint } from '../domain/command.ts'
import { patchConfiguration } from '../domain/configuration-verbs.ts'
import { createFlag } from '../domain/create-flag.ts'
import type { Decision } from '../domain/decision.ts'
import { createEnvironment, deleteEnvironment } from '../domain/environment-verbs.ts'
import { archiveFlag, patchFlag, purgeFlag } from '../domain/flag-verbs.ts'
import { createKey, revokeKey } from '../domain/key-verbs.ts'
import { kill, restore } from '../domain/kill.ts'
import { createProject } from '../domain/project-verbs.ts'
import { deleteSegment, putSegment } from '../domain/segment-verbs.ts'
import type { ProjectState } from '../domain/state.ts'
import type { EnvironmentState, History, KeyDirectory } from './history.ts'
import type { Actor, ChangeOptions, Outcome, Store } from './store.ts'

export type Action =
  | {
      readonly verb: 'create' | 'describe' | 'expose' | 'hide' | 'archive' | 'unarchive' | 'purge'
      readonly flag: string
    }
  | { readonly verb: 'kill' | 'restore' | 'enable'; readonly flag: string }
  | { readonly verb: 'require'; readonly flag: string; readonly other: string | null }
  | { readonly verb: 'rule'; readonly flag: string; readonly condition: Condition | null }
  | {
      readonly verb: 'segment'
      readonly segment: string
      readonly condition: Condition | null
      readonly members: readonly string[]
    }
  | { readonly verb: 'unsegment'; readonly segment: string }

const flag = fc.constantFrom('a', 'b', 'c', 'd', 'constructor')
const segment = fc.constantFrom('s', 't', 'u')
const condition: fc.Arbitrary<Condition> = fc.oneof(
  segment.map((key) => ({ segment: key })),
  segment.map((key) => ({ not: { any: [{ segment: key }] } })),
  fc.constantFrom('pro', 'free').map((plan) => ({ attribute: 'plan', op: 'in' as const, value: [plan] })),
)
const simple = fc.constantFrom(
  'create',
  'describe',
  'expose',
  'hide',
  'archive',
  'unarchive',
  'purge',
  'kill',
  'restore',
  'enable',
)

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
  act(action: Action, options?: ChangeOptions): Promise<void>
  load(environment: string): Promise<EnvironmentState>
  environmentId(environment: string): Promise<string>
  createEnvironment(key: string): Promise<void>
  deleteEnvironment(environment: string): Promise<void>
  /** @returns its id */
  createKey(selector: string): Promise<string>
  revokeKey(id: string): Promise<void>
}

const ACTOR: Actor = { id: 'ada', name: 'Ada', role: 'admin' }
const COMMAND = { nowMs: 1_763_640_000_000, reason: null }
const ENVIRONMENT = 'production'

/** Use cases over an empty store, in which the first project is made. */
export async function openService(store: FullStore): Promise<Service> {
  const mint = countingMint()
  const command = { ...COMMAND, input: { key: 'default' }, environments: ['development', ENVIRONMENT] }
  await store.createProject(ACTOR, (existing) => createProject(existing, command, mint))
  const change = async <T>(
    decide: (state: ProjectState) => Decision<T>,
    options?: ChangeOptions,
  ): Promise<Outcome<T>> => store.change({ project: 'default', environments: 'all' }, ACTOR, decide, options)
  const environmentId = async (environment: string): Promise<string> => {
    const scope = { project: 'default', environments: [environment] }
    const found = await store.read(scope, (state) => state.environments.get(environment)?.environment ?? NOBODY)
    return 'id' in found ? found.id : ''
  }
  return {
    store,
    environmentId,
    async act(action, options) {
      await change((state) => decide(state, action, mint), options)
    },
    async load(environment) {
      const state = await store.load(await environmentId(environment))
      if (state === undefined) throw new Error(`There is no environment ${environment}`)
      return state
    },
    async createEnvironment(key) {
      await change((state) => createEnvironment(state, { ...COMMAND, input: { key } }, mint))
    },
    async deleteEnvironment(environment) {
      await change((state) => deleteEnvironment(state, { ...COMMAND, environment }))
    },
    async createKey(selector) {
      const id = mint.id()
      const credential = { text: 'secret', selector, hash: 'hash' }
      const input = { kind: 'sdk', name: 'test' } as const
      await change((state) => createKey(state, { ...COMMAND, environment: ENVIRONMENT, id, credential, input }))
      return id
    },
    async revokeKey(id) {
      await change((state) => revokeKey(state, { ...COMMAND, environment: ENVIRONMENT, id }))
    },
  }
}

const NOBODY = { code: 'environment-not-found', detail: '' } as const

function countingMint(): Mint {
  let count = 0
  const next = (): string => `made-${++count}`
  return { id: next, ruleId: next, hashSalt: next }
}

/** Random writes may well be refused: that must leave no trace either. */
function decide(state: ProjectState, action: Action, mint: Mint): Decision<unknown> {
  if (action.verb === 'segment') {
    const input = { included: [...action.members], if: action.condition }
    const command = { ...COMMAND, environment: ENVIRONMENT, segment: action.segment, input }
    return putSegment(state, command, WRITE_LIMITS)
  }
  if (action.verb === 'unsegment') {
    return deleteSegment(state, { ...COMMAND, environment: ENVIRONMENT, segment: action.segment })
  }
  const { flag } = action
  const tools = { limits: WRITE_LIMITS, mint }
  const here = { ...COMMAND, environment: ENVIRONMENT, flag }
  const patch = (input: Parameters<typeof patchFlag>[1]['input']): Decision<unknown> =>
    patchFlag(state, { ...COMMAND, flag, input }, WRITE_LIMITS)
  switch (action.verb) {
    case 'create':
      return createFlag(state, { ...COMMAND, input: { key: flag } }, WRITE_LIMITS)
    case 'describe':
      return patch({ description: 'nobody evaluates this' })
    case 'expose':
      return patch({ exposeToClients: true })
    case 'hide':
      return patch({ exposeToClients: false })
    case 'archive':
      return archiveFlag(state, { ...COMMAND, flag })
    case 'unarchive':
      return patch({ archived: false })
    case 'purge':
      return purgeFlag(state, { ...COMMAND, flag })
    case 'kill':
      return kill(state, here)
    case 'restore':
      return restore(state, here)
    case 'enable':
      return patchConfiguration(state, { ...here, patch: { enabled: true } }, tools)
    case 'require': {
      const prerequisites = action.other === null ? [] : [{ flag: action.other, variant: 'on' }]
      return patchConfiguration(state, { ...here, patch: { prerequisites } }, tools)
    }
    case 'rule': {
      const rules = action.condition === null ? [] : [{ id: 'r', if: action.condition, serve: { variant: 'on' } }]
      return patchConfiguration(state, { ...here, patch: { rules } }, tools)
    }
  }
}
