// `node test/bench/run.mjs evaluation`, `… kill` or `… server`, from the repository's root, with a built tree.
// What is measured against lives in a workspace of its own, installed here when it is absent.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const [name, ...rest] = process.argv.slice(2)
const benches = { evaluation: './evaluation/run.mjs', kill: './kill/run.mjs', server: './server/run.mjs' }

function fail(message) {
  console.error(message)
  process.exit(1)
}

if (!Object.hasOwn(benches, name ?? ''))
  fail(`run.mjs: expected one of ${Object.keys(benches).join(', ')}, got "${name}"`)
if (!existsSync(`${here}../../sdk-node/dist/index.js`))
  fail('The tree is not built: run `node scripts/run.mjs build` first.')

if (!existsSync(`${here}node_modules`)) {
  const { packageManager } = JSON.parse(readFileSync(`${here}../../package.json`, 'utf8'))
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only']
  const { status, error } = spawnSync('npx', args, { cwd: here, stdio: 'inherit' })
  if (status !== 0) fail(`Could not install test/bench: ${error?.message ?? `exit code ${status}`}`)
}

const { run } = await import(benches[name])
process.exitCode = await run(rest)
