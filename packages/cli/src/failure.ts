/** What ends a command: 1, it was refused or failed; 2, it was asked for in a way that it cannot be. */
export type FailureExit = 1 | 2

/** A command that did not come to its end, in words for the person who typed it. */
export class Failure extends Error {
  readonly exit: FailureExit
  /** Stable, for scripts. @see docs/cli.md, "Exit codes" */
  readonly code: string
  /** What to do about it, a line each. */
  readonly wayOut: readonly string[]

  constructor(code: string, message: string, wayOut: readonly string[] = [], exit: FailureExit = 1) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.wayOut = wayOut
    this.exit = exit
  }
}

/** The command line itself is wrong. */
export function misused(message: string, ...wayOut: readonly string[]): Failure {
  return new Failure('usage', message, wayOut, 2)
}
