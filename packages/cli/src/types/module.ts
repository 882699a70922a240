import type { FlagResource } from '@halyard/admin-api'
import { inSource } from '../terminal/printable.ts'
import { byCodeUnit, literal, typeOfFlag } from './shape.ts'

export interface ModuleOptions {
  /** OpenFeature's own clients check keys too. */
  readonly openFeature: boolean
}

const OPEN_FEATURE_KEYS = [
  ['boolean', 'BooleanFlagKey'],
  ['string', 'StringFlagKey'],
  ['number', 'NumberFlagKey'],
  ['object', 'ObjectFlagKey'],
] as const

/** A TypeScript module of a project's flags. The same flags, the same text: no time, no address, no order of chance. */
export function typesModule(project: string, flags: readonly FlagResource[], { openFeature }: ModuleOptions): string {
  const sorted = flags.toSorted((a, b) => byCodeUnit(a.key, b.key))
  return [
    `// The flags of the project ${inComment(project)}. Made by \`halyard types\`; run it again instead of editing.`,
    '',
    'export interface Flags {',
    ...sorted.flatMap((flag) => [...docOf(flag), `  readonly ${literal(flag.key)}: ${typeOfFlag(flag)}`]),
    '}',
    ...(openFeature ? ['', ...openFeatureKeys(sorted)] : []),
    '',
  ].join('\n')
}

function docOf({ description, owner }: FlagResource): string[] {
  const about = [description, owner === null ? null : `Owned by ${owner}.`].filter((part) => part !== null)
  return about.length === 0 ? [] : [`  /** ${inComment(about.join(' '))} */`]
}

function openFeatureKeys(flags: readonly FlagResource[]): string[] {
  return [
    "declare module '@openfeature/core' {",
    ...OPEN_FEATURE_KEYS.flatMap(([type, name]) => {
      const keys = flags.filter((flag) => flag.type === type).map(({ key }) => literal(key))
      // OpenFeature means it to be replaced like that, and yet exports one of its own: the compiler sees two.
      return [
        '  // @ts-ignore: takes the place of OpenFeature’s own, which is any text',
        `  export type ${name} = ${keys.join(' | ') || 'never'}`,
      ]
    }),
    '}',
  ]
}

/** Text of others, on one line, that cannot end the comment; what can't be seen in it is an escape. */
function inComment(text: string): string {
  return inSource(text.replaceAll(/\s+/g, ' ').trim()).replaceAll('*/', '*\\/')
}
