import type { ConfigurationResource, ServeResource } from '@halyard/admin-api'
import { WHOLE } from '@halyard/admin-api'
import type { Cell } from '../terminal/table.ts'

/** 100,000 buckets as a share: `5 %`, `0.001 %`. */
export function percent(buckets: number): string {
  return `${buckets / (WHOLE / 100)} %`
}

/** What a place serves: `on`, or `on 5 %, off 95 %`. */
export function served(serve: ServeResource): string {
  if ('variant' in serve) return serve.variant
  const { by, weights } = serve.split
  const shares = Object.entries(weights).filter(([, weight]) => weight > 0)
  const text = shares.map(([variant, weight]) => `${variant} ${percent(weight)}`).join(', ')
  return by === 'targetingKey' ? text : `${text} by ${by}`
}

/** Whether anybody is served anything but the off variant, at one glance. */
export function stateOf({ enabled, killed }: Pick<ConfigurationResource, 'enabled' | 'killed'>): Cell {
  if (killed) return { text: 'KILLED', colour: 'red' }
  return enabled ? { text: 'on', colour: 'green' } : { text: 'off', colour: 'dim' }
}

const some = (count: number, one: string): string | undefined =>
  count === 0 ? undefined : `${count} ${one}${count === 1 ? '' : 's'}`

/** What a flag serves, in one line. */
export function serving(configuration: ConfigurationResource): string {
  const { enabled, killed, offVariant, prerequisites, targets, rules, fallthrough } = configuration
  if (killed || !enabled) return offVariant ?? '(the default in the code)'
  const before = [
    some(prerequisites.length, 'prerequisite'),
    some(targets.length, 'target'),
    some(rules.length, 'rule'),
  ].filter((part) => part !== undefined)
  const last = served(fallthrough)
  return before.length === 0 ? last : `${before.join(', ')}, then ${last}`
}
