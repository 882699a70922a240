// What `npm start` has to do itself so that it behaves as the server alone would.
import { resolve } from 'node:path'

/**
 * npm passes a signal on to its shell and no further, and the server would outlive both: it stops once its parent is
 * gone, as if it had got the signal. And a relative data folder is meant from where npm was called, not from here.
 * @param parent - The id of the process that started this one.
 */
export function startedByNpm(parent) {
  const { INIT_CWD, HALYARD_DATA_DIR } = process.env
  if (INIT_CWD && HALYARD_DATA_DIR) process.env.HALYARD_DATA_DIR = resolve(INIT_CWD, HALYARD_DATA_DIR)
  const watch = setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, 250).unref()
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      // To the server a second one means that somebody does not want to wait.
      clearInterval(watch)
      // The server does not listen to it yet.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
}
