/** A server of a later release: its history has a kind of item that this one's does not. */
import type { Edit } from './load.ts'

/** In the text of the modules under test, for rulesets of this release say nothing about other kinds. */
export const SERVER_OF_TOMORROW: readonly Edit[] = [
  {
    file: 'server/src/live/ruleset.ts',
    find: "for (const entry of entries) (entry.kind === 'flag' ? flags : segments).push(entry.json)",
    replace: `const others: string[] = []
  const listOf: Record<string, string[]> = { flag: flags, segment: segments, holdout: others }
  for (const entry of entries) listOf[entry.kind]?.push(entry.json)`,
  },
  {
    file: 'server/src/live/ruleset.ts',
    find: "['segment', segments] as const]",
    replace: "['segment', segments] as const, ['holdout', others] as const]",
  },
]
