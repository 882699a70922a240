import { afterAll, afterEach, onTestFailed } from 'vitest'

/** Whatever a test starts: a server, an app, a browser, a proxy. */
export interface Running {
  /** Ends it for good and leaves nothing behind: no process, no socket, no file. Twice is fine. */
  close(): Promise<void>
  /** What it said so far; printed when a test fails. */
  output?(): string
}

/** Things that live as long as the test, or the file, that started them. */
export interface Lifetime {
  /** Closes `thing` when the lifetime ends, newest first, and prints its output should the running test fail. */
  keep<T extends Running>(thing: T): T
}

/**
 * Call at the top of a test file (or a `describe`).
 * @param span - `each`: everything ends after the test that started it; `all`: after the file's last test.
 */
export function lifetime(span: 'each' | 'all' = 'each'): Lifetime {
  const things: Running[] = []
  const end = async (): Promise<void> => {
    const ending = things.splice(0).reverse()
    const failures: unknown[] = []
    // Each of them: what is left running would load the machine under all tests that follow.
    for (const thing of ending) await thing.close().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  if (span === 'each') afterEach(end)
  else afterAll(end)
  return {
    keep: (thing) => {
      things.push(thing)
      if (span === 'each') printOnFailure(thing)
      return thing
    },
  }
}

function printOnFailure(thing: Running): void {
  onTestFailed(() => {
    const said = thing.output?.()
    if (said) console.error(said)
  })
}
