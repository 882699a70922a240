/** What was done, newest last; undone from the end. */
export type UndoLog = (() => void)[]

export function undoAll(log: UndoLog): void {
  for (let undo = log.pop(); undo !== undefined; undo = log.pop()) undo()
}
