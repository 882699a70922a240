/** Every operation of the admin API, by noun and verb. @see docs/api.md */
import type { Operation } from './operation.ts'
import { audit } from './operations/audit.ts'
import { changeRequests } from './operations/change-requests.ts'
import { changes } from './operations/changes.ts'
import { configurations } from './operations/configurations.ts'
import { environments } from './operations/environments.ts'
import { events } from './operations/events.ts'
import { flags } from './operations/flags.ts'
import { keys } from './operations/keys.ts'
import { projects } from './operations/projects.ts'
import { segments } from './operations/segments.ts'
import { tokens } from './operations/tokens.ts'
import { webhooks } from './operations/webhooks.ts'

/** The table: every operation by noun and verb, such as `operations.flags.create`. */
export const operations = {
  projects,
  environments,
  flags,
  configurations,
  changes,
  changeRequests,
  segments,
  keys,
  tokens,
  audit,
  events,
  webhooks,
} as const

/** Every operation with its name, such as `flags.create`. */
export function listOperations(): readonly (readonly [name: string, operation: Operation])[] {
  return Object.entries(operations).flatMap(([noun, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => [`${noun}.${verb}`, operation as Operation] as const),
  )
}
