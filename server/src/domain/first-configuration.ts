import type { Configuration, Flag } from './documents.ts'

/** How a flag starts in an environment: off, with its off variant when it has one. */
export function firstConfiguration(flag: Pick<Flag, 'variants'>): Configuration {
  const [first = 'on'] = Object.keys(flag.variants)
  return {
    enabled: false,
    killed: false,
    offVariant: Object.hasOwn(flag.variants, 'off') ? 'off' : null,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: first },
    maxStalenessMs: null,
    version: 1,
  }
}
