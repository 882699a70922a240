/**
 * What Prometheus is told. One registry per server, so that two in one process do not share figures.
 * @see docs/operations.md, "Metrics"
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { HeapWatch } from './heap-watch.ts'
import type { DropReason } from './http/connection-cap.ts'
import type { AccessRecord } from './http/request-context.ts'
import type { EvaluationLabels } from './live/evaluation-counts.ts'
import type { Fullness } from './live/fullness.ts'
import type { LiveReport } from './live/report.ts'
import type { RulesetIdentity } from './live/ruleset.ts'

/** What is read when somebody asks, rather than counted. */
export interface MetricSources {
  readonly ageMs: () => number
  readonly rulesets: () => Iterable<HeldRuleset>
  /** How near environments are to their limits. */
  readonly fullness: () => Iterable<Fullness>
  /** Whether writes are taken. */
  readonly isWritable: () => boolean
}

/** A ruleset in memory, and what its items weigh as JSON. */
export interface HeldRuleset {
  readonly identity: RulesetIdentity
  readonly bytes: number
  readonly revision: number
}

export interface Metrics {
  readonly live: Omit<LiveReport, 'failed'>
  storeFailed(): void
  epochRaised(labels: { readonly project: string; readonly environment: string }): void
  requestAnswered(record: AccessRecord): void
  evaluated(labels: EvaluationLabels, n: number): void
  connectionDropped(reason: DropReason): void
  webhookAttempted(outcome: 'delivered' | 'failed' | 'dead'): void
  /** Reads from now on how many messages wait. */
  observeWebhooks(backlog: () => number): void
  /** Reads from now on how full the heap is. */
  observeHeap(heap: Pick<HeapWatch, 'usedRatio' | 'isShort'>): void
  /** Reads from now on how many entries each chain of the audit has. */
  observeAudit(heads: () => Iterable<{ readonly project: string; readonly seq: number }>): void
  /** In Prometheus' text format. */
  text(): Promise<{ readonly body: string; readonly contentType: string }>
  /** Reads these from now on. */
  observe(sources: MetricSources): void
}

const RULESET_LABELS = ['project', 'environment', 'audience'] as const

/** @param withProcess - Also what is known of the process: memory, CPU, event loop, garbage collection. */
export function createMetrics({ withProcess }: { readonly withProcess: boolean }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (withProcess) collectDefaultMetrics({ register: registry })
  const { storeFailed, epochRaised, ...history } = historyMetrics(registers)
  return {
    live: {
      ...history,
      ...streamMetrics(registers),
      ...broadcastMetrics(registers),
      ...confirmationMetrics(registers),
    },
    storeFailed,
    epochRaised,
    ...requestMetrics(registers),
    ...reportMetrics(registers),
    observeWebhooks: (backlog) => observeWebhooks(registry, backlog),
    observeHeap: (heap) => observeHeap(registry, heap),
    observeAudit: (heads) => observeAudit(registry, heads),
    text: async () => ({ body: await registry.metrics(), contentType: registry.contentType }),
    observe: (sources) => observe(registry, sources),
  }
}

/** What the store says, and whether it adds up. */
function historyMetrics(
  registers: Registry[],
): Pick<LiveReport, 'committed' | 'resync'> & Pick<Metrics, 'storeFailed' | 'epochRaised'> {
  const commits = new Counter({
    name: 'halyard_commits_total',
    help: 'Commits that an audience can see, or that revoked a key.',
    registers,
  })
  const resyncs = new Counter({
    name: 'halyard_resyncs_total',
    help: 'Environments loaded again: history began anew (reset), or a commit did not follow or add up (gap).',
    labelNames: ['reason'],
    registers,
  })
  const storeFailures = new Counter({
    name: 'halyard_store_read_failures_total',
    help: 'Times the live plane could not read the store.',
    registers,
  })
  const epochs = new Counter({
    name: 'halyard_epochs_raised_total',
    help: 'Environments whose history was found not to go on from what SDKs saw, so that they take it anew.',
    labelNames: ['project', 'environment'],
    registers,
  })
  return {
    committed: () => commits.inc(),
    resync: (_environmentId, reason) => resyncs.inc({ reason }),
    storeFailed: () => storeFailures.inc(),
    epochRaised: ({ project, environment }) => epochs.inc({ project, environment }),
  }
}

/** Who is there, and how they came and went. */
function streamMetrics(
  registers: Registry[],
): Pick<
  LiveReport,
  'streamOpened' | 'streamClosed' | 'streamBegan' | 'streamRefused' | 'streamStalled' | 'clientAhead'
> {
  const streams = new Gauge({ name: 'halyard_streams', help: 'Open streams.', labelNames: RULESET_LABELS, registers })
  const began = new Counter({
    name: 'halyard_stream_begins_total',
    help: 'Streams opened, by what they began with; the reason says why a whole snapshot was needed.',
    labelNames: ['audience', 'with', 'reason'],
    registers,
  })
  const refused = new Counter({
    name: 'halyard_streams_refused_total',
    help: 'Streams refused.',
    labelNames: ['code'],
    registers,
  })
  const stalled = new Counter({
    name: 'halyard_streams_stalled_total',
    help: 'Streams cut off because the peer took no byte for too long.',
    labelNames: ['audience'],
    registers,
  })
  const ahead = new Counter({
    name: 'halyard_clients_ahead_total',
    help: 'Streams and polls of clients that say they hold newer state than this node: was an older database restored?',
    labelNames: RULESET_LABELS,
    registers,
  })
  return {
    streamOpened: (identity) => streams.inc(rulesetLabels(identity)),
    streamClosed: (identity) => streams.dec(rulesetLabels(identity)),
    streamBegan: ({ audience }, what, reason = '') => began.inc({ audience, with: what, reason }),
    streamRefused: (code) => refused.inc({ code }),
    streamStalled: ({ audience }) => stalled.inc({ audience }),
    clientAhead: (identity) => ahead.inc(rulesetLabels(identity)),
  }
}

/** How fast changes are on their way. */
function broadcastMetrics(registers: Registry[]): Pick<LiveReport, 'broadcast'> {
  const broadcasts = new Counter({
    name: 'halyard_broadcasts_total',
    help: 'States written to all streams of a ruleset. Commits in quick succession share one.',
    labelNames: ['audience'],
    registers,
  })
  const broadcastSeconds = new Histogram({
    name: 'halyard_broadcast_seconds',
    help: 'From the commit to the last write of its broadcast.',
    labelNames: ['audience'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  })
  return {
    broadcast: ({ audience }, _streams, tookMs) => {
      broadcasts.inc({ audience })
      broadcastSeconds.observe({ audience }, tookMs / 1_000)
    },
  }
}

/** How fast they are applied, and by how many. */
function confirmationMetrics(registers: Registry[]): Pick<LiveReport, 'asked' | 'confirmed'> {
  const expected = new Counter({
    name: 'halyard_confirmations_expected_total',
    help: 'SDKs that were connected when a change asked who has applied it.',
    labelNames: ['project', 'environment'],
    registers,
  })
  const confirmed = new Counter({
    name: 'halyard_confirmations_total',
    help: 'SDKs that said that they have applied such a change.',
    labelNames: ['project', 'environment'],
    registers,
  })
  const propagation = new Histogram({
    name: 'halyard_propagation_seconds',
    help: 'From the commit of a change to the moment when an SDK had applied it, by its own word.',
    labelNames: ['project', 'environment'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  return {
    asked: ({ project, environment }, connected) => expected.inc({ project, environment }, connected),
    confirmed: ({ project, environment }, tookMs) => {
      confirmed.inc({ project, environment })
      propagation.observe({ project, environment }, tookMs / 1_000)
    },
  }
}

/** What HTTP answers, and which connections it never gets to. */
function requestMetrics(registers: Registry[]): Pick<Metrics, 'requestAnswered' | 'connectionDropped'> {
  const requests = new Histogram({
    name: 'halyard_http_request_seconds',
    help: 'Requests answered, by route pattern. A stream is answered when it opens.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const dropped = new Counter({
    name: 'halyard_connections_dropped_total',
    help: 'Connections closed because there were too many (idle: to make room; full: new ones), or not accepted (failed).',
    labelNames: ['reason'],
    registers,
  })
  return {
    requestAnswered: ({ method, route, status, tookMs }) => {
      requests.observe({ method: METHODS.has(method) ? method : 'other', route, status }, tookMs / 1_000)
    },
    connectionDropped: (reason) => dropped.inc({ reason }),
  }
}

/** What SDKs report to us, and we to webhooks. */
function reportMetrics(registers: Registry[]): Pick<Metrics, 'evaluated' | 'webhookAttempted'> {
  const evaluations = new Counter({
    name: 'halyard_evaluations_total',
    help: 'Evaluations that SDKs reported.',
    labelNames: [...RULESET_LABELS, 'flag', 'variant', 'reason'],
    registers,
  })
  const attempts = new Counter({
    name: 'halyard_webhook_attempts_total',
    help: 'Webhook messages sent, by what came of it: delivered, failed (tried again), dead (given up).',
    labelNames: ['outcome'],
    registers,
  })
  return {
    evaluated: (labels, n) => evaluations.inc({ ...labels }, n),
    webhookAttempted: (outcome) => attempts.inc({ outcome }),
  }
}

/** Whoever asks chooses the method: it must not make series without end. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

function observe(registry: Registry, { ageMs, rulesets, isWritable, fullness }: MetricSources): void {
  const registers = [registry]
  new Gauge({
    name: 'halyard_state_age_seconds',
    help: 'Since this node last confirmed its state with the store.',
    registers,
    collect() {
      this.set(ageMs() / 1_000)
    },
  })
  new Gauge({
    name: 'halyard_writable',
    help: '1 while writes are taken; 0 while the database may only be read, was replaced, or is damaged.',
    registers,
    collect() {
      this.set(isWritable() ? 1 : 0)
    },
  })
  new Gauge({
    name: 'halyard_ruleset_revision',
    help: 'Revision of each ruleset that is held.',
    labelNames: RULESET_LABELS,
    registers,
    collect() {
      this.reset()
      for (const { identity, revision } of rulesets()) this.set(rulesetLabels(identity), revision)
    },
  })
  new Gauge({
    name: 'halyard_ruleset_bytes',
    help: 'What the items of each ruleset weigh as JSON.',
    labelNames: RULESET_LABELS,
    registers,
    collect() {
      this.reset()
      for (const { identity, bytes } of rulesets()) this.set(rulesetLabels(identity), bytes)
    },
  })
  new Gauge({
    name: 'halyard_limit_used_ratio',
    help: 'How much of a limit an environment has used up; writes beyond 1 are refused.',
    labelNames: ['project', 'environment', 'limit'],
    registers,
    collect() {
      this.reset()
      for (const { project, environment, limit, used, allowed } of fullness()) {
        this.set({ project, environment, limit }, used / allowed)
      }
    },
  })
}

function observeWebhooks(registry: Registry, backlog: () => number): void {
  new Gauge({
    name: 'halyard_webhook_backlog',
    help: 'Webhook messages that wait to be sent, or to be sent again.',
    registers: [registry],
    collect() {
      const waiting = readable(backlog)
      if (waiting === undefined) this.remove()
      else this.set(waiting)
    },
  })
}

function observeHeap(registry: Registry, heap: Pick<HeapWatch, 'usedRatio' | 'isShort'>): void {
  const registers = [registry]
  new Gauge({
    name: 'halyard_heap_used_ratio',
    help: 'How much is used of the heap that V8 allows, with what waits to be collected.',
    registers,
    collect() {
      this.set(heap.usedRatio)
    },
  })
  new Gauge({
    name: 'halyard_takes_streams',
    help: '1 while new streams are taken; 0 while the heap is nearly full.',
    registers,
    collect() {
      this.set(heap.isShort ? 0 : 1)
    },
  })
}

function observeAudit(
  registry: Registry,
  heads: () => Iterable<{ readonly project: string; readonly seq: number }>,
): void {
  new Gauge({
    name: 'halyard_audit_entries',
    help: 'Entries of each chain of the audit; it never falls.',
    labelNames: ['project'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { project, seq } of readable(() => [...heads()]) ?? []) this.set({ project }, seq)
    },
  })
}

/** Undefined while the store cannot be read: that must not take along the metrics that tell of it. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function rulesetLabels({
  project,
  environment,
  audience,
}: RulesetIdentity): Record<(typeof RULESET_LABELS)[number], string> {
  return { project, environment, audience }
}
