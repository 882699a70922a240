/**
 * The name that was most likely meant, or undefined when none is close.
 * @param given - What came. @param known - What would do.
 */
export function suggest(given: string, known: Iterable<string>): string | undefined {
  const wanted = normalise(given)
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const name of known) {
    // Two letters wrong are near, and in long names a third of them; a name of which nothing is left is not.
    const nearest = Math.min(Math.max(2, Math.floor(name.length / 3)), name.length - 1, bestDistance - 1)
    const distance = editDistance(wanted, normalise(name), nearest)
    if (distance > nearest) continue
    best = name
    bestDistance = distance
  }
  return best
}

/** `exposed_to_clients` and `ExposedToClients` read alike. */
function normalise(name: string): string {
  return name
    .slice(0, 128)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** Levenshtein's, with a swap of neighbours counted once. What is beyond `most` is infinitely far. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    if (Math.min(...row) > most && Math.min(...last) > most) return Number.POSITIVE_INFINITY
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
