// A snapshot of each published package's declarations is committed as `api.d.ts`, so that a review sees an API change.
// `node scripts/public-api.mjs --write` renews them after a build.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { published } from './workspaces.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The declaration files that a package's entries reach, in a stable order. */
function reach(file, seen = new Set()) {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?['"](\.[^'"]+)['"]/g)) {
    const target = join(dirname(file), path.replace(/\.(ts|js)$/, '.d.ts'))
    if (existsSync(target)) reach(target, seen)
  }
  return seen
}

function snapshot({ folder, manifest }) {
  const dist = join(root, folder, 'dist')
  const entries = Object.values(manifest.exports ?? {}).flatMap((entry) => (entry.types ? [entry.types] : []))
  const files = new Set(entries.flatMap((entry) => [...reach(join(root, folder, entry))]))
  const parts = [...files]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((file) => {
      const text = readFileSync(file, 'utf8')
        .replace(/^\/\/# sourceMappingURL.*$/m, '')
        .trim()
      return `// ${relative(dist, file)}\n${text}\n`
    })
  return `// What ${manifest.name} promises. Made by scripts/public-api.mjs; a change here is a change of the public API.\n\n${parts.join('\n')}`
}

// The server is run, not imported: its promises are the HTTP API and its command.
const libraries = published.filter(({ manifest }) => manifest.bin === undefined)
const snapshots = () => libraries.map((p) => ({ file: join(root, p.folder, 'api.d.ts'), text: snapshot(p) }))

/** @returns {string | undefined} what differs from the committed snapshots. */
export function publicApiProblems() {
  const differing = snapshots().filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
  if (differing.length === 0) return undefined
  const names = differing.map(({ file }) => relative(root, file)).join(', ')
  return `the public API changed: ${names}. If meant, run: node scripts/public-api.mjs --write`
}

if (process.argv.includes('--write')) for (const { file, text } of snapshots()) writeFileSync(file, text)
