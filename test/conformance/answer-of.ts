import type { Evaluation } from '@halyard/evaluator'

/** What an evaluator says, in the words of the vectors: only what there is, and no error text. */
export function answerOf({ value, variant, reason, errorCode, flagMetadata }: Evaluation): object {
  return {
    ...(value === undefined ? {} : { value }),
    ...(variant === undefined ? {} : { variant }),
    reason,
    ...(errorCode === undefined ? {} : { errorCode }),
    flagMetadata,
  }
}
