/** What an environment may hold, so that nothing that could break an SDK ever gets in. Checked when written. */
export interface WriteLimits {
  readonly flagsPerEnvironment: number
  readonly rulesPerFlag: number
  readonly rangesPerSplit: number
  readonly valuesPerCondition: number
  readonly valuesPerSegmentList: number
  readonly jsonDepth: number
  /** UTF-8 bytes of one string. */
  readonly stringBytes: number
  /** UTF-16 code units of a `matches` pattern. */
  readonly patternLength: number
  /** Of all rules of a flag together, or of a segment's condition: each is compiled by all who hold the ruleset. */
  readonly patternsPerFlag: number
  readonly bodyBytes: number
  readonly importBytes: number
  /** UTF-8 bytes of the JSON of a whole ruleset. */
  readonly serverRulesetBytes: number
  readonly clientRulesetBytes: number
  /** The share of a limit at which the operator hears of it. */
  readonly alarmShare: number
}

/** The defaults. @see docs/protocol.md, "Limits" */
export const WRITE_LIMITS: WriteLimits = {
  flagsPerEnvironment: 5_000,
  rulesPerFlag: 256,
  rangesPerSplit: 256,
  valuesPerCondition: 1_000,
  valuesPerSegmentList: 10_000,
  jsonDepth: 32,
  stringBytes: 10_000,
  patternLength: 500,
  patternsPerFlag: 1_000,
  bodyBytes: 1_000_000,
  importBytes: 10_000_000,
  serverRulesetBytes: 5_000_000,
  clientRulesetBytes: 512_000,
  alarmShare: 0.8,
}
