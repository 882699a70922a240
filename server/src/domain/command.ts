/** What every command carries, and the checks that every verb starts with. */
import type { JsonValue } from '@halyard/evaluator'
import type { AuditDraft, Refusal, Resource } from './decision.ts'
import type { Environment } from './documents.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

export interface Command {
  readonly nowMs: number
  readonly reason: string | null
  /** The version that the writer saw; undefined when they don't mind. */
  readonly ifMatch?: number | undefined
  /** Others have agreed to it: the protection of an environment is satisfied. */
  readonly isApproved?: true
}

/** Random names, handed in so that decisions stay pure. */
export interface Mint {
  /** Unique for ever. */
  id(): string
  /** Unique within a flag. */
  ruleId(): string
  hashSalt(): string
}

type Refused = { readonly outcome: 'refused'; readonly refusal: Refusal }

/** Refuses a write by someone who saw another version. */
export function staleVersion(
  command: Pick<Command, 'ifMatch'>,
  resource: Resource,
  version: number,
  document: unknown,
): Refused | undefined {
  if (command.ifMatch === undefined || command.ifMatch === version) return undefined
  return {
    outcome: 'refused',
    refusal: {
      code: 'version-conflict',
      detail: staleText(command.ifMatch, version),
      current: { resource, version, document, seen: command.ifMatch },
    },
  }
}

function staleText(seen: number, version: number): string {
  if (seen < 0) return `If-Match names no version of this, which is at ${version}.`
  return `Somebody changed it meanwhile: you saw version ${seen}, it is at ${version}.`
}

/** Refuses a write without a reason where an environment that it touches asks for one. */
export function missingReason(command: Command, environments: Iterable<EnvironmentState>): Refused | undefined {
  if (command.reason !== null) return undefined
  const asking: Environment | undefined = [...environments].find(
    ({ environment }) => environment.protected,
  )?.environment
  if (asking === undefined) return undefined
  const detail = `The environment "${asking.key}" is protected: say why in \`reason\` (or the header X-Halyard-Reason).`
  return {
    outcome: 'refused',
    refusal: { code: 'reason-required', detail, errors: [{ path: '/reason', expected: 'why this is done' }] },
  }
}

/** The store hands out only what is in scope, and refuses a scope that is not there. */
export function environmentIn(state: ProjectState, key: string): EnvironmentState {
  const environment = state.environments.get(key)
  if (environment === undefined) throw new Error(`The environment "${key}" is not in the scope of this decision`)
  return environment
}

export function draft(
  action: string,
  resource: Resource,
  version: number,
  command: Command,
  before: unknown,
  after: unknown,
): AuditDraft {
  return { action, resource, version, before: asJson(before), after: asJson(after), reason: command.reason }
}

/** Documents are JSON by construction; TypeScript cannot see that of an interface. */
function asJson(document: unknown): JsonValue {
  return (document ?? null) as JsonValue
}
