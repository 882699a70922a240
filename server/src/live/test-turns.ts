/** Counts the turns of the event loop in which others could have come in, for tests. @returns stops, and says how many */
export function countTurns(): () => number {
  let turns = 0
  let isOver = false
  const count = (): void => {
    turns++
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  return () => {
    isOver = true
    return turns
  }
}
