import { inspect } from 'node:util'

/** A longer wait than anything needs on a loaded machine with two cores: reached only by what would never happen. */
export const PATIENCE_MS = 20_000

/**
 * Asks again until the answer is a yes. For what can only be polled; where an event can be awaited, await that.
 * @throws Error with the last answer or error when the patience is over.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  accept: (answer: T) => boolean,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs
  let last: unknown
  do {
    try {
      const answer = await ask()
      if (accept(answer)) return answer
      last = answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  } while (performance.now() < deadline)
  const detail = last instanceof Error ? inspect(last) : JSON.stringify(last)
  throw new Error(`not within ${patienceMs} ms: ${what}; last seen: ${detail}`)
}

/** Rejects with a sentence instead of leaving the reader with the runner's "test timed out". */
export async function within<T>(what: string, promise: Promise<T>, patienceMs: number = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${patienceMs} ms: ${what}`)), patienceMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whatever embeds an SDK: an app or a page. */
interface Embedding {
  call<T>(name: string): Promise<T>
}

/** Resolves once reads in `app` see this revision or a later one. */
export async function arrival(app: Embedding, revision: unknown): Promise<void> {
  const least = Number(revision)
  const ask = (): Promise<{ readonly revision?: number }> => app.call('status')
  await until(`revision ${least} arrives`, ask, (status) => Number(status.revision) >= least)
}

/** Resolves once the SDK in `app` is in this state. */
export async function state(app: Embedding, wanted: string): Promise<void> {
  const ask = (): Promise<{ readonly state: string }> => app.call('status')
  await until(`the SDK is ${wanted}`, ask, (status) => status.state === wanted)
}
