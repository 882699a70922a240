/** Who may do what: the one function that every use case asks first. Default deny. */
import type { Permission } from '@halyard/admin-api'
import { PERMISSIONS, ROLES } from '@halyard/admin-api'
import type { Problem } from '../domain/decision.ts'
import type { Actor } from '../store/store.ts'

/** Where a permission is asked for. */
export interface AccessScope {
  /** Undefined: the whole installation. */
  readonly project?: string | undefined
  /** Undefined: the whole project. */
  readonly environment?: string | undefined
}

/** An actor lacks the right to do what it asked for. */
export class AccessError extends Error {
  readonly code = 'FORBIDDEN'
  readonly permission: Permission

  constructor(permission: Permission, detail: string) {
    super(detail)
    this.name = 'AccessError'
    this.permission = permission
  }
}

/** Somebody wanted to grant more than they hold. */
export class GrantError extends Error {
  readonly code = 'EXCESSIVE_GRANT'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super('Nobody grants more than they hold.')
    this.name = 'GrantError'
    this.problems = problems
  }
}

/** A place that the actor may not so much as know of: to it, there is no such place. */
export class OutOfReachError extends Error {
  readonly code = 'OUT_OF_REACH'
  readonly scope: AccessScope

  constructor(scope: AccessScope) {
    super('The place is out of the reach of who asks.')
    this.name = 'OutOfReachError'
    this.scope = scope
  }
}

/** What reaches every environment of a project, so that nobody who is confined to some may do it. */
const EVERYWHERE: ReadonlySet<Permission> = new Set([
  'flag.write',
  'project.create',
  'project.write',
  'project.delete',
  'environment.write',
  'webhook.write',
])

/** @throws AccessError, OutOfReachError unless the actor may do this there. */
export function authorize(actor: Actor, permission: Permission, scope: AccessScope): void {
  if (!isInReach(actor, scope)) throw new OutOfReachError(scope)
  if (!PERMISSIONS[actor.role].has(permission)) {
    const holders = ROLES.filter((role) => PERMISSIONS[role].has(permission)).join(', ')
    throw new AccessError(
      permission,
      `The role "${actor.role}" lacks the permission ${permission}. Roles that have it: ${holders}.`,
    )
  }
  const { environments } = actor
  if (environments !== undefined && scope.environment === undefined && EVERYWHERE.has(permission)) {
    const detail = `This reaches every environment, and the token is confined to ${environments.join(', ')}.`
    throw new AccessError(permission, detail)
  }
}

/** Whether the actor may so much as know of this place. Lists leave out what is out of reach. */
export function isInReach(actor: Actor, { project, environment }: AccessScope): boolean {
  const isProjectInReach = project === undefined || actor.projects === undefined || actor.projects.includes(project)
  if (!isProjectInReach || actor.environments === undefined) return isProjectInReach
  return environment === undefined || actor.environments.includes(environment)
}
