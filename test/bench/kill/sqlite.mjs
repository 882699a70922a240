// The server's own SQLite, so that both sides commit with the same code.
import { createRequire } from 'node:module'

export default createRequire(new URL('../../../server/package.json', import.meta.url))('better-sqlite3')
