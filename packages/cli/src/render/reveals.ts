import type { RevealedItem, Reveals } from '@halyard/admin-api'
import { printable } from '../terminal/printable.ts'
import { shown } from './condition.ts'

/** More than that nobody reads in a terminal. */
const MOST_OPERANDS = 10

/** What visitors come to see when a flag is exposed, by environment. */
export function revealsText(reveals: Reveals): string {
  return reveals
    .flatMap(({ environment, items }) => [
      `whoever has a client id of ${printable(environment)}, which is every visitor, comes to see:`,
      ...items.flatMap(itemLines),
    ])
    .join('\n')
}

function itemLines({ type, key, hidden, hashed, readable }: RevealedItem): string[] {
  const about = type === 'segment' ? '' : hidden ? ': names of its variants' : ': its variants and metadata'
  const lists =
    hashed.length === 1
      ? '1 list as hashes, which can be guessed'
      : `${hashed.length} lists as hashes, which can be guessed`
  const more = readable.length - MOST_OPERANDS
  return [
    `  ${printable(`${type} ${key}`)}${about}`,
    ...readable.slice(0, MOST_OPERANDS).map(({ attribute, op, value }) => {
      return `    ${printable(`${attribute} ${op}`)}${value === undefined ? '' : ` ${shown(value)}`}`
    }),
    ...(more > 0 ? [`    … and ${more} more; --dry-run --json has all`] : []),
    ...(hashed.length > 0 ? [`    ${lists}`] : []),
  ]
}
