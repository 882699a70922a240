/** Thrown when an item can't be compiled; what then counts is said in docs/evaluation.md, "Version skew". */
export class Uncompilable extends Error {}

/** Stops unless the document is as it must be to be understood. */
export function must(understood: boolean, what: string): asserts understood {
  if (!understood) throw new Uncompilable(what)
}
