/** What every command carries, and the checks that every verb starts with. */
import type { JsonValue } from '@halyard/evaluator'
import type { AuditDraft, Refusal, Resource } from './decision.ts'
import type { Environment } from './documents.ts'
import type { EnvironmentState, ProjectState } from './state.ts'

/** Versions that a writer names; `*`: whichever there is. */
export type Versions = '*' | readonly number[]

export interface Command {
  readonly nowMs: number
  readonly reason: string | null
  /** One of these must be the version that is there; undefined when the writer doesn't mind. */
  readonly ifMatch?: Versions | undefined
  /** None of these may be. */
  readonly ifNoneMatch?: Versions | undefined
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

/**
 * Refuses a write by someone who saw another version.
 * @param version - Of what is there; 0 where nothing is.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function staleVersion(
  { ifMatch, ifNoneMatch }: Pick<Command, 'ifMatch' | 'ifNoneMatch'>,
  resource: Resource,
  version: number,
  document: unknown,
): Refused | undefined {
  const conflict = (seen: number, detail: string): Refused => ({
    outcome: 'refused',
    refusal: { code: 'version-conflict', detail, current: { resource, version, document, seen } },
  })
  if (ifMatch !== undefined && !isNamed(version, ifMatch)) {
    const seen = ifMatch === '*' ? 0 : Math.max(...ifMatch)
    return conflict(seen, staleText(seen, version))
  }
  if (ifNoneMatch === undefined || version === 0 || !isNamed(version, ifNoneMatch)) return undefined
  return conflict(version, `If-None-Match names what is there: it is at version ${version}.`)
}

function isNamed(version: number, versions: Versions): boolean {
  return versions === '*' ? version > 0 : versions.includes(version)
}

function staleText(seen: number, version: number): string {
  if (seen < 0) return `If-Match names no version of this, which is at ${version}.`
  if (version === 0) return 'If-Match asks for something that is there, and there is nothing.'
  return `Somebody changed it meanwhile: you saw version ${seen}, it is at ${version}.`
}

/** What was got, edited and put back says by its own `version` what it is based on; `If-Match` says it louder. */
export function basedOn<C extends Command>(command: C, version: unknown): C {
  if (command.ifMatch !== undefined || typeof version !== 'number' || !Number.isInteger(version)) return command
  return { ...command, ifMatch: [version] }
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
