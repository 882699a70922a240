export { bucketOf } from './bucket.ts'
export { compile } from './compile.ts'
export type { CompiledRuleset } from './compiled.ts'
export { evaluate, evaluateAll, readsAge } from './evaluate.ts'
export type { ErrorCode, Evaluation, EvaluationContext, FlagMetadata, Reason } from './evaluation.ts'
export type {
  ConditionTrace,
  Explanation,
  FlagTrace,
  PrerequisiteTrace,
  SegmentTrace,
  SplitTrace,
  StepTrace,
} from './explain.ts'
export { explain } from './explain.ts'
export { type ComparisonTests, explaining } from './explaining.ts'
export { murmur3 } from './murmur3.ts'
export { compilePattern, PatternError } from './pattern.ts'
export { findProblems, type Problem } from './problems.ts'
export { deriveRanges } from './ranges.ts'
export type {
  Comparison,
  Condition,
  FlagItem,
  FlagType,
  HashedList,
  ItemHead,
  Items,
  JsonValue,
  Operator,
  Prerequisite,
  Primitive,
  Rule,
  Ruleset,
  SegmentItem,
  Serve,
  Split,
  Target,
  TextList,
} from './ruleset.ts'
export { canonicalText, hashedMember } from './text.ts'
