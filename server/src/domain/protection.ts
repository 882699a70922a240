/**
 * What protects an environment: changes go by request and approval, whoever asks; where none is asked for, they need a
 * reason. Kills and restores go past requests.
 * @see docs/api.md, "Protected environments"
 */
import type { Command } from './command.ts'
import { missingReason } from './command.ts'
import type { Problem, Refusal } from './decision.ts'
import type { Configuration, Environment, Flag } from './documents.ts'
import { escapeStep } from './limits.ts'
import { variantUses } from './references.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

type Refused = { readonly outcome: 'refused'; readonly refusal: Refusal }

/** How many others must agree to a change, unless the environment says otherwise. */
export const DEFAULT_APPROVALS = 1

/** How many people other than the author must approve a change of what the environment serves. */
export function approvalsFor({ protected: isProtected, requiredApprovals }: Environment): number {
  return isProtected ? (requiredApprovals ?? DEFAULT_APPROVALS) : 0
}

/** Refuses a direct write to where changes go by request, and one without a reason where that is asked for. */
export function unprotectedOnly(command: Command, held: EnvironmentState): Refused | undefined {
  if (command.isApproved === true) return undefined
  const { environment } = held
  if (approvalsFor(environment) === 0) return missingReason(command, [held])
  const detail =
    `The environment "${environment.key}" is protected: ask for the change with ` +
    `POST …/environments/${environment.key}/change-requests, which takes {flags, segments, reason}.`
  return { outcome: 'refused', refusal: { code: 'approval-required', detail } }
}

/**
 * Refuses to change a flag for all environments where one whose changes go by request would serve it differently: there
 * is no request for what the whole project shares, so the flag must first be out of use there.
 */
export function servedUnderApproval({ environments }: ProjectState, before: Flag, after: Flag): Refused | undefined {
  for (const { environment, configurations } of environments.values()) {
    const configuration = configurations.get(before.key)
    if (configuration === undefined || approvalsFor(environment) === 0) continue
    const errors = servedDifferently(configuration, before, after)
    if (errors.length === 0) continue
    const detail =
      `The environment "${environment.key}" is protected and would serve the flag differently. ` +
      'Take what you change out of use there by a change request first.'
    return { outcome: 'refused', refusal: { code: 'approval-required', detail, errors } }
  }
  return undefined
}

function servedDifferently(configuration: Configuration, before: Flag, after: Flag): readonly Problem[] {
  const { enabled, offVariant } = configuration
  const served = enabled ? variantUses(configuration).map(({ variant }) => variant) : [offVariant]
  const variants = [...new Set(served)].flatMap((name): readonly Problem[] => {
    if (name === null || isSame(before.variants[name], after.variants[name])) return []
    return [{ path: `/variants/${escapeStep(name)}`, expected: 'to stay: it is served there. Add another variant' }]
  })
  const fields = (['salt', 'exposeToClients', 'archived'] as const)
    .filter((field) => enabled && before[field] !== after[field])
    .map((field) => ({ path: `/${field}`, value: after[field], expected: 'to stay while the flag is enabled there' }))
  return [...variants, ...fields]
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
