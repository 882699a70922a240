/** What every store must do, whatever database is behind it. Each adapter runs this suite. */

import type { FlagItem, SegmentItem } from '@halyard/evaluator'
import { digestOf, EMPTY_DIGEST } from '@halyard/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refuse } from '../domain/decision.ts'
import { ClientProjection, serverFlag, serverSegment } from '../domain/projection.ts'
import { segmentsIn, segmentsInRules } from '../domain/references.ts'
import type { EnvironmentState as DocumentState, ProjectState } from '../domain/state.ts'
import type { Audience, CommitNotice, EnvironmentState, History, ItemState, KeyDirectory } from './history.ts'
import { itemHash } from './plan.ts'
import type { Actor, Store } from './store.ts'
import { ACTIONS, FURNISHED, openService } from './store-contract-actions.ts'

export interface OpenStore {
  readonly store: Store & History & KeyDirectory
  /** The same data, opened anew. */
  reopen(): Promise<OpenStore>
}

const ACTOR: Actor = { id: 'ada', name: 'Ada', role: 'admin' }
const AUDIENCES: readonly Audience[] = ['server', 'client']

export function describeStore(name: string, open: (nowMs: () => number) => Promise<OpenStore>): void {
  const start = async () => openService((await open(() => 1_763_640_000_000)).store)

  describe(name, () => {
    test('a new environment starts an epoch at revision 0 with nothing in it', async () => {
      const { store, environmentId } = await start()
      const state = await store.load(await environmentId('production'))
      expect(state).toMatchObject({
        epoch: 1_763_640_000,
        audiences: {
          server: { revision: 0, digest: EMPTY_DIGEST, items: [] },
          client: { revision: 0, digest: EMPTY_DIGEST, items: [] },
        },
      })
      expect(await store.knows(state?.environmentId ?? '', 'client', 1_763_640_000, 0, EMPTY_DIGEST)).toBe(true)
    })

    test('revisions are gapless, one per commit that somebody can see', async () => {
      const service = await start()
      const environmentId = await service.environmentId('production')
      const notices: CommitNotice[] = []
      service.store.onCommit((notice) => notices.push(notice))
      await service.act({ verb: 'create', flag: 'a' })
      await service.act({ verb: 'describe', flag: 'a' })
      await service.act({ verb: 'kill', flag: 'a' })
      await service.act({ verb: 'expose', flag: 'a' })
      const here = notices.filter((notice) => notice.environmentId === environmentId)
      expect(here.map(({ changes }) => [changes.server?.revision, changes.client?.revision])).toEqual([
        [1, undefined],
        [2, undefined],
        [undefined, 3],
      ])
      expect(here[1]?.changes.server?.from).toBe(1)
    })

    test('an audience is told nothing of what it cannot see', async () => {
      const service = await start()
      await service.act({ verb: 'create', flag: 'a' })
      await service.act({ verb: 'expose', flag: 'a' })
      const before = await service.load('production')
      await service.act({ verb: 'create', flag: 'b' })
      const after = await service.load('production')
      expect(after.audiences.client).toEqual(before.audiences.client)
      expect(after.audiences.server.revision).toBe(before.audiences.client.revision + 1)
    })

    test('a refusal and a dry run leave everything as it was, and tell nobody', async () => {
      const service = await start()
      await service.act({ verb: 'create', flag: 'a' })
      const before = await service.load('production')
      const notices: CommitNotice[] = []
      service.store.onCommit((notice) => notices.push(notice))
      await service.act({ verb: 'create', flag: 'b' }, { dryRun: true })
      await service.act({ verb: 'kill', flag: 'nowhere' })
      expect(await service.load('production')).toEqual(before)
      expect(notices).toEqual([])
      const flags = await service.store.read({ project: 'default', environments: [] }, (state) => [
        ...state.flags.keys(),
      ])
      expect(flags).toEqual(['a'])
    })

    test('a decision that throws changes nothing', async () => {
      const service = await start()
      await service.act({ verb: 'create', flag: 'a' })
      const before = await service.load('production')
      const scope = { project: 'default', environments: 'all' } as const
      const broken = service.store.change(scope, ACTOR, (state: ProjectState) => {
        const flag = state.flags.get('a')
        if (flag === undefined) return refuse('flag-not-found', 'a')
        return {
          outcome: 'change',
          writes: [{ put: 'flag', flag: { ...flag, exposeToClients: true } }],
          entries: [],
          answer: () => {
            throw new Error('broken')
          },
        }
      })
      await expect(broken).rejects.toThrow('broken')
      expect(await service.load('production')).toEqual(before)
    })

    test('a scope that is not there is refused by name', async () => {
      const { store } = await start()
      const decide = () => refuse('invalid', 'never asked')
      const project = await store.change({ project: 'nowhere', environments: [] }, ACTOR, decide)
      expect(project).toMatchObject({ refusal: { code: 'project-not-found' } })
      const environment = await store.change({ project: 'default', environments: ['staging'] }, ACTOR, decide)
      expect(environment).toMatchObject({ refusal: { code: 'environment-not-found' } })
    })

    test('a revoked key is told of, and an unknown selector is not found', async () => {
      const service = await start()
      const notices: CommitNotice[] = []
      service.store.onCommit((notice) => notices.push(notice))
      const id = await service.createKey('selector')
      const found = await service.store.keyBySelector('selector')
      expect(found).toMatchObject({ id, kind: 'sdk', revokedAtMs: null, secretHash: 'hash' })
      await service.revokeKey(id)
      expect(notices.map(({ revokedKeys }) => revokedKeys)).toEqual([[id]])
      expect(await service.store.keyBySelector('selector')).toMatchObject({ revokedAtMs: 1_763_640_000_000 })
      expect(await service.store.keyBySelector('nobody')).toBeUndefined()
    })

    test('a deleted environment is gone for everybody, and its successor is another one', async () => {
      const service = await start()
      await service.act({ verb: 'create', flag: 'a' })
      const first = await service.environmentId('development')
      const notices: CommitNotice[] = []
      service.store.onCommit((notice) => notices.push(notice))
      await service.deleteEnvironment('development')
      expect(notices).toMatchObject([{ environmentId: first, reset: true }])
      expect(await service.store.load(first)).toBeUndefined()
      await service.createEnvironment('development')
      const second = await service.environmentId('development')
      expect(second).not.toBe(first)
      expect((await service.load('development')).audiences.server.items).toHaveLength(1)
    })

    test('every write is in the audit, and each entry seals the one before it', async () => {
      const service = await start()
      await service.act({ verb: 'create', flag: 'a' })
      await service.act({ verb: 'kill', flag: 'a' })
      const page = await service.store.flagHistory('default', 'production', 'a', { limit: 10 })
      expect(page.items.map(({ action, revision, actor }) => [action, revision, actor.name])).toEqual([
        ['flag.kill', 2, 'Ada'],
        ['flag.create', 1, 'Ada'],
      ])
      expect(page.items[0]?.seq).toBe((page.items[1]?.seq ?? 0) + 1)
    })

    test('from any revision on, what changed since leads to the same state and digest, for both audiences', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(ACTIONS, { minLength: 1, maxLength: 30 }), async (actions) => {
          const opened = await open(() => 1_763_640_000_000)
          const service = await openService(opened.store)
          const states: EnvironmentState[] = [await service.load('production')]
          const told = new Map<string, Map<string, ItemState>>(AUDIENCES.map((audience) => [audience, new Map()]))
          const id = await service.environmentId('production')
          opened.store.onCommit((notice) => {
            if (notice.environmentId === id)
              for (const audience of AUDIENCES) apply(told.get(audience), notice.changes[audience]?.items)
          })
          for (const action of [...FURNISHED, ...actions]) {
            await service.act(action)
            states.push(await service.load('production'))
          }
          const last = states.at(-1)
          if (last === undefined) throw new Error('no state')
          for (const audience of AUDIENCES) {
            const expected = await service.store.read({ project: 'default', environments: 'all' }, (state) =>
              projected(state, audience),
            )
            expect(contents(last.audiences[audience].items)).toEqual(expected)
            expect(contents([...(told.get(audience)?.values() ?? [])])).toEqual(expected)
            expect(last.audiences[audience].digest).toBe(digest(last.audiences[audience].items))
            for (const state of states) {
              const { revision, digest: claimed, items } = state.audiences[audience]
              const held = new Map(items.map((item) => [`${item.kind}/${item.key}`, item]))
              apply(held, await service.store.since(id, audience, revision))
              expect([...held.values()].sort(byKey)).toEqual([...last.audiences[audience].items].sort(byKey))
              expect(await service.store.knows(id, audience, state.epoch, revision, claimed)).toBe(true)
              expect(await service.store.knows(id, audience, state.epoch, revision, '0123456789abcdef')).toBe(false)
            }
          }
          const anew = await opened.reopen()
          const reloaded = await anew.store.load(id)
          for (const audience of AUDIENCES) {
            const of = (state: EnvironmentState | undefined) => ({
              ...state?.audiences[audience],
              items: [...(state?.audiences[audience].items ?? [])].sort(byKey),
            })
            expect(of(reloaded)).toEqual(of(last))
          }
          await anew.store.close()
        }),
        { numRuns: 60 },
      )
    }, 60_000)
  })
}

function apply(held: Map<string, ItemState> | undefined, items: readonly ItemState[] = []): void {
  for (const item of items) {
    if (item.item === null) held?.delete(`${item.kind}/${item.key}`)
    else held?.set(`${item.kind}/${item.key}`, item)
  }
}

function byKey(a: ItemState, b: ItemState): number {
  return `${a.kind}/${a.key}` < `${b.kind}/${b.key}` ? -1 : 1
}

function digest(items: readonly ItemState[]): string {
  const byKind: Record<string, Record<string, FlagItem | SegmentItem>> = { flag: {}, segment: {} }
  for (const { kind, key, item } of items) if (item !== null) byKind[kind] = { ...byKind[kind], [key]: item }
  return digestOf(byKind)
}

/** Items as content by name, checked against their hashes. */
function contents(items: readonly ItemState[]): Record<string, unknown> {
  return Object.fromEntries(
    [...items].sort(byKey).map(({ kind, key, item, revision }) => {
      if (item === null) throw new Error('a live item must not be null')
      const { revision: own, hash, ...content } = item
      expect([own, hash]).toEqual([revision, itemHash(content)])
      return [`${kind}/${key}`, content]
    }),
  )
}

/** What an audience must see, worked out from the documents without any memory. */
function projected(state: ProjectState, audience: Audience): Record<string, unknown> {
  const environment = state.environments.get('production')
  if (environment === undefined) throw new Error('no environment')
  const items = audience === 'server' ? forServers(state, environment) : forClients(state, environment)
  return Object.fromEntries([...items].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function forServers(state: ProjectState, environment: DocumentState): Map<string, unknown> {
  const items = new Map<string, unknown>()
  for (const flag of state.flags.values()) {
    const configuration = environment.configurations.get(flag.key)
    if (!flag.archived && configuration !== undefined) items.set(`flag/${flag.key}`, serverFlag(flag, configuration))
  }
  for (const segment of environment.segments.values()) items.set(`segment/${segment.key}`, serverSegment(segment))
  return items
}

/** Adds what is needed until nothing more is. */
function forClients(state: ProjectState, environment: DocumentState): Map<string, unknown> {
  const projection = new ClientProjection(environment.environment.hashSalt)
  const items = new Map<string, unknown>()
  for (let before = -1; before < items.size; ) {
    before = items.size
    for (const flag of state.flags.values()) {
      const configuration = environment.configurations.get(flag.key)
      if (flag.archived || configuration === undefined) continue
      const isNeeded = [...state.flags.values()].some(
        (user) =>
          items.has(`flag/${user.key}`) &&
          environment.configurations
            .get(user.key)
            ?.prerequisites.some((prerequisite) => prerequisite.flag === flag.key),
      )
      if (!flag.exposeToClients && !isNeeded) continue
      const visibility = flag.exposeToClients ? 'shown' : 'hidden'
      items.set(`flag/${flag.key}`, projection.flag(flag, configuration, visibility))
    }
    for (const segment of environment.segments.values()) {
      const isNeeded =
        [...state.flags.values()].some(
          ({ key }) =>
            items.has(`flag/${key}`) &&
            segmentsInRules(environment.configurations.get(key)?.rules ?? []).has(segment.key),
        ) ||
        [...environment.segments.values()].some(
          (user) => items.has(`segment/${user.key}`) && segmentsIn(user.if).has(segment.key),
        )
      if (isNeeded) items.set(`segment/${segment.key}`, projection.segment(segment))
    }
  }
  return items
}
