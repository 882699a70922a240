/** The admin API, to be mounted under `/api/v1`. @see docs/api.md */
import { Hono } from 'hono'
import { problem, problemOf } from '../errors.ts'
import { authenticate } from './authenticate.ts'
import { configurationRoutes } from './configurations.ts'
import type { AdminDeps, AdminEnv } from './env.ts'
import { environmentRoutes } from './environments.ts'
import { flagRoutes } from './flags.ts'
import { keyRoutes } from './keys.ts'
import { limitRates } from './limit-rates.ts'
import { projectRoutes } from './projects.ts'
import { refuseUnknownParameters } from './request.ts'
import { segmentRoutes } from './segments.ts'

export function createAdminRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const routes = new Hono<AdminEnv>()
  routes.onError((error, c) => problemOf(error, c, deps.report))
  routes.use(authenticate(deps.tokens))
  routes.use(limitRates(deps.rates))
  routes.use((c, next) => {
    refuseUnknownParameters(c)
    return next()
  })
  routes.route('/projects', projectRoutes(deps))
  const parts = [environmentRoutes, keyRoutes, flagRoutes, configurationRoutes, segmentRoutes]
  for (const part of parts) routes.route('/', part(deps))
  routes.all('*', (c) => problem(c, 'not-found', `The admin API has no ${c.req.method} ${c.req.path}.`))
  return routes
}
