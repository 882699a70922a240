import type { Condition, Target } from './ruleset.ts'

/** A target is a rule before all rules: its attribute is in its list. */
export function targetCondition({ attribute, values }: Target): Condition {
  return { attribute, op: 'in', value: values }
}
