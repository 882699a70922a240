/** What is legal and looks like a mistake. Told with every answer, and never a reason to refuse. */
import { canonicalJson } from '@halyard/protocol'
import type { Configuration } from './documents.ts'
import { certaintyOf, textsIn } from './unreachable.ts'

export interface WarningPlace {
  readonly environment: { readonly key: string }
  /** Of the environment, by flag key. */
  readonly configurations: ReadonlyMap<string, Configuration>
}

/** One sentence each, beginning with the pointer where there is one. */
export function configurationWarnings(place: WarningPlace, configuration: Configuration): readonly string[] {
  return [
    ...missingOffVariant(configuration),
    ...hopelessPrerequisites(place, configuration),
    ...targetWarnings(configuration),
    ...ruleWarnings(configuration),
  ]
}

function missingOffVariant({ killed, offVariant }: Configuration): readonly string[] {
  if (!killed || offVariant !== null) return []
  return ['The flag has no off variant: while it is killed, every caller gets the default in its own code.']
}

function hopelessPrerequisites(place: WarningPlace, { prerequisites }: Configuration): readonly string[] {
  return prerequisites.flatMap(({ flag, variant }, index) => {
    const needed = place.configurations.get(flag)
    if (needed === undefined || (needed.enabled && !needed.killed)) return []
    const how = `"${flag}" is ${needed.killed ? 'killed' : 'off'} in "${place.environment.key}"`
    return [`/prerequisites/${index}: ${how}: until it serves "${variant}", everybody gets the off variant.`]
  })
}

/** The first target that lists somebody decides. */
function targetWarnings({ targets }: Configuration): readonly string[] {
  const taken = new Map<string, Map<string, number>>()
  return targets.flatMap(({ attribute, values }, index) => {
    const here = taken.get(attribute) ?? new Map<string, number>()
    taken.set(attribute, here)
    const again = [...textsIn(values)].filter((text) => here.has(text))
    for (const text of textsIn(values)) if (!here.has(text)) here.set(text, index)
    const [first] = again
    if (first === undefined) return []
    const more = again.length > 1 ? ` and ${again.length - 1} more` : ''
    return [
      `/targets/${index}: "${first.slice(0, 40)}"${more} is listed by /targets/${here.get(first)} before, which decides.`,
    ]
  })
}

function ruleWarnings({ rules }: Configuration): readonly string[] {
  const seen = new Map<string, number>()
  return rules.flatMap(({ if: condition }, index) => {
    if (condition === undefined) return []
    if (certaintyOf(condition) === 'never') return [`/rules/${index}: its condition can never hold.`]
    const form = canonicalJson(condition)
    const first = seen.get(form)
    seen.set(form, first ?? index)
    return first === undefined
      ? []
      : [`/rules/${index}: its condition is that of /rules/${first}, which decides before.`]
  })
}
