/** Rulesets of which only what matters is drafted, for tests. */
import { compile } from './compile.ts'
import type { CompiledRuleset } from './compiled.ts'
import type { FlagItem, SegmentItem } from './ruleset.ts'

/** Flags that are on, unless drafted otherwise. */
export function rulesetOf(
  flags: Record<string, Partial<FlagItem>>,
  segments: Record<string, Partial<SegmentItem>> = {},
): CompiledRuleset {
  const flag = Object.entries(flags).map(([key, draft]): [string, FlagItem] => [
    key,
    {
      revision: 7,
      hash: key,
      type: 'boolean',
      variants: { on: true, off: false },
      enabled: true,
      offVariant: 'off',
      fallthrough: { variant: 'on' },
      ...draft,
    },
  ])
  const segment = Object.entries(segments).map(([key, draft]) => [key, { revision: 7, hash: key, ...draft }])
  return compile({
    project: 'p',
    environment: 'e',
    environmentId: 'id',
    epoch: 1,
    revision: 1,
    items: { flag: Object.fromEntries(flag), segment: Object.fromEntries(segment) },
  })
}
