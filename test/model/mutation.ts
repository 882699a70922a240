/** One rule, and what its sources say without it. */
import type { Edit } from './load.ts'

export interface Mutation {
  /** The rule that no longer holds. */
  readonly rule: string
  readonly edits: readonly Edit[]
  /** The rule that covers this one, and what takes it away just where it does. */
  readonly coveredBy?: { readonly rule: string; readonly edits: readonly Edit[] }
  /** In so few histories does it show that only the full run looks for it; and which test always sees it. */
  readonly seldom?: string
}

/** A rule that no invariant of the model concerns. */
export interface Elsewhere extends Pick<Mutation, 'rule' | 'edits'> {
  readonly why: string
  /** The test that fails without it, by its name as the file has it. */
  readonly file: string
  readonly test: string
}

export function edit(file: string, find: string, replace: string): Edit {
  return { file, find, replace }
}
