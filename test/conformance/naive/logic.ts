/** Kleene's three values; undefined is unknown. @see docs/evaluation.md, "Conditions" */
export type Truth = boolean | undefined

export function not(value: Truth): Truth {
  return value === undefined ? undefined : !value
}

/** False if one is false, else unknown if one is unknown, else true. */
export function all(values: readonly Truth[]): Truth {
  if (values.includes(false)) return false
  return values.includes(undefined) ? undefined : true
}

/** True if one is true, else unknown if one is unknown, else false. */
export function any(values: readonly Truth[]): Truth {
  if (values.includes(true)) return true
  return values.includes(undefined) ? undefined : false
}
