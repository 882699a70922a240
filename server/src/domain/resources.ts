/** Documents as the API answers them, and as audit entries keep them. */
import type {
  ConfigurationResource,
  EnvironmentResource,
  FlagResource,
  KeyResource,
  ProjectResource,
  SegmentResource,
  ServeResource,
} from '@halyard/admin-api'
import type { Serve } from '@halyard/evaluator'
import { configurationWarnings } from './configuration-warnings.ts'
import type { Configuration, Environment, Flag, Project, SdkKey, Segment } from './documents.ts'
import { DEFAULT_APPROVALS } from './protection.ts'
import type { EnvironmentState } from './state.ts'

const text = (ms: number): string => new Date(ms).toISOString()

export function projectResource({ key, name, createdAtMs, version }: Project): ProjectResource {
  return { key, name, createdAt: text(createdAtMs), version }
}

export function environmentResource(environment: Environment, revision: number): EnvironmentResource {
  const { key, id, name, createdAtMs, version, requiredApprovals = DEFAULT_APPROVALS } = environment
  const protection = { protected: environment.protected, requiredApprovals }
  return { key, id, name, ...protection, revision, createdAt: text(createdAtMs), version }
}

export function flagResource({ createdAtMs, updatedAtMs, version, ...flag }: Flag): FlagResource {
  return { ...flag, createdAt: text(createdAtMs), updatedAt: text(updatedAtMs), version }
}

/** Never holds the secret, which only its maker saw. */
export function keyResource(key: SdkKey): KeyResource {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    createdAt: text(key.createdAtMs),
    expiresAt: key.expiresAtMs === null ? null : text(key.expiresAtMs),
    revokedAt: key.revokedAtMs === null ? null : text(key.revokedAtMs),
    ...(key.clientId === null ? undefined : { clientId: key.clientId }),
    ...(key.signed === true ? { signed: true } : undefined),
    version: key.version,
  }
}

export function segmentResource(state: EnvironmentState, segment: Segment): SegmentResource {
  const { createdAtMs, updatedAtMs, version, key, ...fields } = segment
  return {
    key,
    environment: state.environment.key,
    revision: state.segmentRevision(key),
    ...fields,
    createdAt: text(createdAtMs),
    updatedAt: text(updatedAtMs),
    version,
  }
}

export function configurationResource(
  state: EnvironmentState,
  flag: string,
  configuration: Configuration,
): ConfigurationResource {
  const warnings = configurationWarnings(state, configuration)
  return {
    flag,
    environment: state.environment.key,
    revision: state.flagRevision(flag),
    ...configurationFields(configuration),
    version: configuration.version,
    ...(warnings.length === 0 ? undefined : { warnings }),
  }
}

/** What a configuration says, without where and when. */
export function configurationFields(
  configuration: Configuration,
): Omit<ConfigurationResource, 'flag' | 'environment' | 'revision' | 'version' | 'warnings'> {
  const { version: _, ...fields } = configuration
  return {
    ...fields,
    rules: fields.rules.map((rule) => ({ ...rule, serve: serveResource(rule.serve) })),
    fallthrough: serveResource(fields.fallthrough),
  }
}

/** Answers carry the weights that people write and the ranges that they came to. */
function serveResource(serve: Serve): ServeResource {
  if ('variant' in serve) return serve
  const { by = 'targetingKey', ranges } = serve.split
  return { split: { by, weights: weightsOf(ranges), ranges } }
}

/** How many buckets each variant has. */
export function weightsOf(ranges: readonly (readonly [variant: string, end: number])[]): Record<string, number> {
  const weights = new Map<string, number>()
  let start = 0
  for (const [variant, end] of ranges) {
    weights.set(variant, (weights.get(variant) ?? 0) + end - start)
    start = end
  }
  return Object.fromEntries(weights)
}
