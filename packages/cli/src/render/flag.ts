import type { ConfigurationResource, FlagResource } from '@halyard/admin-api'
import type { Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import type { Cell } from '../terminal/table.ts'
import { conditionLine, shown } from './condition.ts'
import { served, serving, stateOf } from './serving.ts'

export interface FlagHere {
  readonly flag: FlagResource
  /** Undefined of an archived flag, and where no environment was chosen. */
  readonly configuration: ConfigurationResource | undefined
}

/** Flags, one a line. */
export function flagTable(flags: readonly FlagHere[], session: Session): string {
  if (flags.length === 0) return 'no flags'
  const rows = flags.map(({ flag, configuration }): Cell[] => [
    flag.key,
    flag.archived ? { text: 'archived', colour: 'dim' } : configuration ? stateOf(configuration) : '',
    configuration && !flag.archived ? serving(configuration) : '',
    flag.type,
    flag.tags.join(' '),
  ])
  return session.table(['FLAG', 'STATE', 'SERVES', 'TYPE', 'TAGS'], rows)
}

/** One flag: what it is, and what each environment serves of it. */
export function flagText(
  flag: FlagResource,
  configurations: readonly ConfigurationResource[],
  session: Session,
  inFull: boolean,
): string {
  const { paint } = session
  const about = [flag.type, flag.kind, flag.owner === null ? '' : `owned by ${flag.owner}`, flag.tags.join(' ')]
  return [
    `${paint('bold', printable(flag.key))}  ${printable(about.filter((part) => part !== '').join(', '))}`,
    ...(flag.name === flag.key ? [] : [printable(flag.name)]),
    ...(flag.description === null ? [] : [printable(flag.description)]),
    ...(flag.archived ? [paint('yellow', 'archived: served to nobody')] : []),
    ...Object.entries(flag.variants).map(([name, value]) => `  ${printable(name)} = ${shown(value)}`),
    '',
    ...configurations.flatMap((one) => configurationLines(one, session, inFull)),
  ].join('\n')
}

/** What one environment serves. @param inFull - Targets, rules and prerequisites too. */
export function configurationLines(one: ConfigurationResource, session: Session, inFull: boolean): string[] {
  const state = stateOf(one)
  const mark = typeof state === 'string' ? state : session.paint(state.colour, state.text)
  const head = `${printable(one.environment)}: ${mark}, serves ${printable(serving(one))} (revision ${one.revision})`
  if (!inFull) return [head]
  const { prerequisites, targets, rules, fallthrough, offVariant, warnings = [] } = one
  return [
    head,
    ...prerequisites.map(({ flag, variant }) => printable(`  needs ${flag} to serve ${variant}`)),
    ...targets.map((target) => {
      const { attribute, variant } = target
      return `  target ${printable(attribute)} in ${shown('values' in target ? target.values : [])}: ${printable(variant)}`
    }),
    ...rules.map(({ id, if: condition, serve }) => {
      const when = condition === undefined ? 'always' : conditionLine(condition)
      return `  rule ${printable(id)}: if ${when} then ${printable(served(serve))}`
    }),
    printable(`  else ${served(fallthrough)}; off is ${offVariant ?? 'the default in the code'}`),
    ...warnings.map((warning) => session.paint('yellow', `  warning: ${printable(warning)}`)),
  ]
}
