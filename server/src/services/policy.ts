/** Who may do what: the one function that every use case asks first. Default deny. */
import type { Actor, Role } from '../store/store.ts'

export type Permission =
  | 'project.read'
  | 'project.create'
  | 'project.write'
  | 'project.delete'
  | 'environment.write'
  | 'flag.write'
  | 'flag.kill'
  | 'configuration.write'
  | 'segment.write'
  | 'key.write'

/** Where a permission is asked for. */
export interface AccessScope {
  readonly project: string
  /** Undefined: the whole project. */
  readonly environment?: string | undefined
}

const VIEWER: readonly Permission[] = ['project.read']
const OPERATOR: readonly Permission[] = [...VIEWER, 'flag.kill']
const EDITOR: readonly Permission[] = [...OPERATOR, 'flag.write', 'configuration.write', 'segment.write']
const ADMIN: readonly Permission[] = [
  ...EDITOR,
  'project.create',
  'project.write',
  'project.delete',
  'environment.write',
  'key.write',
]
const GRANTED: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(VIEWER),
  operator: new Set(OPERATOR),
  editor: new Set(EDITOR),
  admin: new Set(ADMIN),
}

/** An actor lacks the right to do what it asked for. */
export class AccessError extends Error {
  readonly code = 'FORBIDDEN'
  readonly permission: Permission

  constructor(actor: Actor, permission: Permission) {
    super(`The role "${actor.role}" lacks the permission ${permission}.`)
    this.name = 'AccessError'
    this.permission = permission
  }
}

/** @throws AccessError unless the actor may do this there. */
export function authorize(actor: Actor, permission: Permission, scope: AccessScope): void {
  if (!GRANTED[actor.role].has(permission) || !isInReach(actor, scope)) throw new AccessError(actor, permission)
}

/** Whether the actor may so much as know of this place. Lists leave out what is out of reach. */
export function isInReach(actor: Actor, { project, environment }: AccessScope): boolean {
  const isProjectInReach = actor.projects === undefined || actor.projects.includes(project)
  if (!isProjectInReach || actor.environments === undefined) return isProjectInReach
  return environment === undefined || actor.environments.includes(environment)
}
