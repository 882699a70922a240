/** The admin API, to be mounted under `/api/v1`. @see docs/api.md */
import { Hono } from 'hono'
import { problem, problemOf } from '../errors.ts'
import { authenticate } from './authenticate.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { environmentRoutes } from './environments.ts'
import { flagRoutes } from './flags.ts'
import { keyRoutes } from './keys.ts'
import { projectRoutes } from './projects.ts'

export function createAdminRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const routes = new Hono<AdminEnv>()
  routes.onError((error, c) => problemOf(error, c, deps.report))
  routes.use(authenticate(deps.tokens))
  routes.route('/projects', projectRoutes(deps))
  for (const part of [environmentRoutes, keyRoutes, flagRoutes]) routes.route('/', part(deps))
  routes.all('*', (c) => problem(c, 'not-found', `The admin API has no ${c.req.method} ${c.req.path}.`))
  return routes
}
