/**
 * Runs code of the app's: a hook, a listener. It may throw, or be `async` and reject; neither may end the app's process
 * or keep the others from running.
 * @param report - Gets what was thrown.
 */
export function runAppCode(code: () => unknown, report: (error: unknown) => void): void {
  try {
    const result = code()
    if (result !== undefined) Promise.resolve(result).catch(report)
  } catch (error) {
    report(error)
  }
}
