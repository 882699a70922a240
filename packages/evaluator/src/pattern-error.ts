/**
 * A pattern that the documented subset of RE2 lacks, or that is too large for it. The message says what was met, at
 * which offset (in UTF-16 code units), and the way out.
 * @see docs/evaluation.md, "Patterns"
 */
export class PatternError extends Error {}
