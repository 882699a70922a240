/** Puts the routes together: no environment, no listening. What tests call. */
import { WRITE_LIMITS } from '@halyard/protocol'
import { Hono } from 'hono'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import type { AdminDeps } from './http/admin/env.ts'
import { createAdminRoutes } from './http/admin/routes.ts'
import { apiDocsRoutes } from './http/api-docs/routes.ts'
import { Authenticator } from './http/authenticate.ts'
import { createClientRoutes } from './http/client/routes.ts'
import type { HttpEnv } from './http/context.ts'
import { createEdgeRoutes } from './http/edge/routes.ts'
import { problem, problemOf } from './http/errors.ts'
import { createOfrepRoutes } from './http/ofrep/routes.ts'
import { createOperations } from './http/operations.ts'
import { RateLimiter } from './http/rate-limit.ts'
import { MAX_CONTEXT_BYTES } from './http/read-body.ts'
import { requestContext } from './http/request-context.ts'
import { RulesetBodies } from './http/ruleset-body.ts'
import { createSdkRoutes } from './http/sdk/routes.ts'
import type { SdkPlaneDeps } from './http/sdk-plane.ts'
import type { CountRecorder } from './live/count-recorder.ts'
import { EvaluationCounts, OTHER } from './live/evaluation-counts.ts'
import { FullnessMeter } from './live/fullness.ts'
import type { Live } from './live/live.ts'
import { RemoteEvaluation } from './live/remote-evaluation.ts'
import type { Logger } from './logging.ts'
import { failureLog, logAccess } from './logging.ts'
import type { HeldRuleset, Metrics } from './metrics.ts'
import type { KeyDirectory } from './store/history.ts'

export interface AppDeps {
  readonly live: Live
  readonly keys: KeyDirectory
  /** Undefined: no admin API, as on a node that only serves SDKs. */
  readonly admin: Omit<AdminDeps, 'report'> | undefined
  readonly logger: Logger
  readonly metrics: Metrics
  readonly options: AppOptions
  /** Why writes are refused, in a word; undefined while they are taken. */
  readonly writesRefused?: (() => string | undefined) | undefined
  /** Writes down how often flags are evaluated. Undefined: only the metrics know. */
  readonly recorder?: CountRecorder | undefined
}

export interface AppOptions {
  readonly trustProxy: boolean
  /** Where clients reach this server, without a slash at its end. Unset: where a request says that it did. */
  readonly publicUrl?: string | undefined
  /** Polls per minute and key; for clients, per key and address. */
  readonly pollsPerMinute: number
  readonly maxBodyBytes: number
}

const NOTHING_HERE = 'There is nothing under this path. What there is: /api/docs.'

/** The whole HTTP side. Its streams need `listen` of `http/listen.ts`; everything else works through `app.request`. */
export function createApp(deps: AppDeps): Hono<HttpEnv> {
  const { live, logger, metrics, options, writesRefused = () => undefined } = deps
  const report = failureLog(logger)
  const meter = new FullnessMeter(deps.admin?.limits ?? WRITE_LIMITS)
  metrics.observe({
    ageMs: () => live.directory.ageMs(),
    rulesets: () => heldRulesets(live),
    fullness: () => meter.of(live.directory.all()),
    isWritable: () => writesRefused() === undefined,
  })
  // One look-up finds the route of any path. It takes no path that another one covers: those would be looked at in turn.
  const app = new Hono<HttpEnv>({ router: new RegExpRouter() })
  app.onError((error, c) => problemOf(error, c, report))
  app.notFound((c) => problem(c, 'not-found', NOTHING_HERE))
  app.use(
    requestContext({
      trustProxy: options.trustProxy,
      answered: (record) => {
        metrics.requestAnswered(record)
        logAccess(logger, record)
      },
    }),
  )
  const plane = sdkPlane(deps, report)
  app.route('/', createOperations({ live, metrics, writesRefused }))
  app.route('/sdk/v1', createSdkRoutes(plane))
  app.route('/client/v1', createClientRoutes(plane))
  app.route('/ofrep/v1', createOfrepRoutes({ ...plane, publicUrl: options.publicUrl, trustProxy: options.trustProxy }))
  app.route('/edge/v1', createEdgeRoutes(plane))
  if (deps.admin !== undefined) {
    app.route('/api', apiDocsRoutes())
    // The address that the start prints, opened in a browser.
    app.get('/', (c) => c.redirect('api/docs', 302))
    app.route('/api/v1', createAdminRoutes({ ...deps.admin, report }))
  }
  return app
}

function sdkPlane({ live, keys, metrics, options, recorder }: AppDeps, report: SdkPlaneDeps['report']): SdkPlaneDeps {
  return {
    live,
    keys,
    authenticator: new Authenticator(keys),
    bodies: new RulesetBodies(),
    counts: new EvaluationCounts((labels, n, { environmentId, flag, variant, sdk }) => {
      metrics.evaluated(labels, n)
      if (flag !== OTHER) recorder?.add(environmentId, flag, variant, sdk, n)
    }),
    recorder,
    evaluation: new RemoteEvaluation(),
    polls: new RateLimiter(options.pollsPerMinute),
    maxBodyBytes: options.maxBodyBytes,
    maxContextBytes: Math.min(options.maxBodyBytes, MAX_CONTEXT_BYTES),
    nowMs: Date.now,
    report,
  }
}

function* heldRulesets({ directory }: Live): Generator<HeldRuleset> {
  for (const rulesets of directory.all()) {
    for (const ruleset of [rulesets.server, rulesets.client]) {
      yield { identity: ruleset.identity, bytes: ruleset.bytes, revision: ruleset.head.revision }
    }
  }
}
