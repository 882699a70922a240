/** Far more than an answer takes, and little beside the ten seconds that a stream's attempt may. */
const AGAIN_AFTER_MS = 3_000

let isFirst = true

/**
 * Node's own `fetch`, asked once more where the first request of a process is lost. Node loads its HTTP parser while that
 * one connects; where the other end, such as a balancer without a backend, hangs up meanwhile, nobody is told, and the
 * request waits for ever.
 */
export const nodeFetch: typeof globalThis.fetch = async (input, init) => {
  if (!isFirst) return fetch(input, init)
  const lost = new AbortController()
  const timer = setTimeout(() => lost.abort(), AGAIN_AFTER_MS)
  const signal = AbortSignal.any([lost.signal, ...(init?.signal ? [init.signal] : [])])
  try {
    return await fetch(input, { ...init, signal })
  } catch (error) {
    if (!lost.signal.aborted || init?.signal?.aborted) throw error
    return await fetch(input, init)
  } finally {
    isFirst = false
    clearTimeout(timer)
  }
}
