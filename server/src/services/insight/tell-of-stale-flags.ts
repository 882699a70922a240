/**
 * Notes in the audit that a flag has become stale, once per reason: so its history says so, and webhooks and `/events`
 * hear of it as of everything else.
 * @see docs/lifecycle.md
 */
import type { StaleFlagResource } from '@halyard/admin-api'
import { draft } from '../../domain/command.ts'
import type { Actor } from '../../store/store.ts'
import { type InsightDeps, staleFlags } from './flag-insight.ts'

const ACTION = 'flag.stale'

/** @returns how many flags were noted. */
export async function tellOfStaleFlags(deps: InsightDeps, actor: Actor): Promise<number> {
  let noted = 0
  for (const { key } of await deps.store.projects()) {
    const stale = await staleFlags(deps, actor, key)
    if ('code' in stale) continue
    for (const flag of stale) {
      if (await note(deps, actor, key, flag)) noted++
      // Each is a commit: a kill must not wait for a thousand of them.
      await new Promise(setImmediate)
    }
  }
  return noted
}

async function note(deps: InsightDeps, actor: Actor, project: string, stale: StaleFlagResource): Promise<boolean> {
  const { flag, reasons } = stale
  const resource = { type: 'flag', key: flag, environment: null } as const
  // Of the flag as it is now: once somebody has edited it, what holds on is told again.
  const version = await deps.store.read({ project, environments: [] }, ({ flags }) => flags.get(flag)?.version ?? 0)
  if (typeof version !== 'number') return false
  const entries = await deps.store.entriesSince(project, resource, version - 1)
  const told = new Set(entries?.flatMap(({ action, after }) => (action === ACTION ? codesIn(after) : [])))
  if (reasons.every(({ code }) => told.has(code))) return false
  const command = { nowMs: deps.nowMs(), reason: reasons.map(({ detail }) => detail).join(' ') }
  const entry = draft(ACTION, resource, version, command, null, { reasons })
  const scope = { project, environments: [], flags: [flag] }
  await deps.store.change(scope, actor, () => ({
    outcome: 'change',
    writes: [],
    entries: [entry],
    answer: () => undefined,
  }))
  return true
}

function codesIn(after: unknown): readonly string[] {
  const { reasons = [] } = after as { readonly reasons?: readonly { readonly code: string }[] }
  return reasons.map(({ code }) => code)
}
