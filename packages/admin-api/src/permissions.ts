/** Who may do what. Default deny: a role holds what is listed, and nothing else. */

/** Each one holds all that the one before it holds. */
export const ROLES = ['viewer', 'operator', 'editor', 'admin'] as const

/** What a token may do. @see PERMISSIONS */
export type Role = (typeof ROLES)[number]

/** What one operation asks for. */
export type Permission =
  | 'project.read'
  | 'audit.read'
  | 'flag.kill'
  | 'flag.write'
  | 'configuration.write'
  | 'segment.write'
  | 'change.request'
  | 'change.approve'
  | 'project.create'
  | 'project.write'
  | 'project.delete'
  | 'environment.write'
  | 'key.write'
  | 'token.write'
  | 'webhook.write'

const VIEWER: readonly Permission[] = ['project.read', 'audit.read']
const OPERATOR: readonly Permission[] = [...VIEWER, 'flag.kill']
const EDITOR: readonly Permission[] = [
  ...OPERATOR,
  'flag.write',
  'configuration.write',
  'segment.write',
  'change.request',
  'change.approve',
]
const ADMIN: readonly Permission[] = [
  ...EDITOR,
  'project.create',
  'project.write',
  'project.delete',
  'environment.write',
  'key.write',
  'token.write',
  'webhook.write',
]

/** What each role may do; each one holds all that the one before it holds. */
export const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(VIEWER),
  operator: new Set(OPERATOR),
  editor: new Set(EDITOR),
  admin: new Set(ADMIN),
}
