/** The admin API, to be mounted under `/api/v1`. @see docs/api.md */
import { Hono } from 'hono'
import { problemOf } from '../errors.ts'
import { auditHandlers } from './audit.ts'
import { authenticate } from './authenticate.ts'
import { changeRequestHandlers } from './change-requests.ts'
import { changesHandlers } from './changes.ts'
import { configurationHandlers } from './configurations.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { environmentHandlers } from './environments.ts'
import { eventHandlers } from './events.ts'
import { flagHandlers } from './flags.ts'
import { keyHandlers } from './keys.ts'
import { limitRates } from './limit-rates.ts'
import type { AllHandlers } from './mount.ts'
import { mountAll } from './mount.ts'
import { projectHandlers } from './projects.ts'
import { segmentHandlers } from './segments.ts'
import { tokenHandlers } from './tokens.ts'
import { webhookHandlers } from './webhooks.ts'

export function createAdminRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const routes = new Hono<AdminEnv>()
  routes.onError((error, c) => problemOf(error, c, deps.report))
  routes.use(authenticate(deps.tokens))
  routes.use(limitRates(deps.rates))
  mountAll(routes, createHandlers(deps), deps)
  return routes
}

function createHandlers(deps: AdminDeps): AllHandlers {
  return {
    projects: projectHandlers(deps),
    environments: environmentHandlers(deps),
    flags: flagHandlers(deps),
    configurations: configurationHandlers(deps),
    changes: changesHandlers(deps),
    changeRequests: changeRequestHandlers(deps),
    segments: segmentHandlers(deps),
    keys: keyHandlers(deps),
    tokens: tokenHandlers(deps),
    audit: auditHandlers(deps),
    events: eventHandlers(deps),
    webhooks: webhookHandlers(deps),
  }
}
