/**
 * Runs code of the app's: a hook, a listener, its logger. It may throw, or be `async` and reject; neither may end the app's process
 * or keep the others from running.
 * @param report - Gets what was thrown.
 */
export function runAppCode(code: () => unknown, report: (error: unknown) => void): void {
  try {
    // Only what is a promise costs one: hooks run with every read.
    void (code() as PromiseLike<unknown> | null | undefined)?.then?.(undefined, report)
  } catch (error) {
    report(error)
  }
}
