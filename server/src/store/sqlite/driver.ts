/** Whether there is an SQLite to work with: a package with a binary, made for one version of Node. */
import Database from 'better-sqlite3'
import { StoreError } from '../store.ts'

/**
 * To be called before anything is made in a folder: a start that fails leaves nothing there.
 * @throws StoreError DRIVER, which says what is missing and what to do
 */
export function assertDriver(): void {
  try {
    new Database(':memory:').close()
  } catch (error) {
    throw new StoreError('DRIVER', `${problemOf(error)} ${WAY_OUT}`, error)
  }
}

const WAY_OUT =
  'Remove the folder node_modules in Halyard’s repository, and run npm start: that installs it for this version of Node.'

function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'MODULE_NOT_FOUND') return 'The package better-sqlite3, which keeps the data, is not installed.'
  // Some are followed by a list of all places that were looked at.
  const [why = ''] = message.split(/\.? Tried:|\n/, 1)
  return `The package better-sqlite3, which keeps the data, has no binary that this Node can load (${why}).`
}
