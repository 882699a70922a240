// The one way in: `npm start`, `npm test`, `npm run check`, `npm run -s halyard -- flags list`.
// Installs and builds only what is stale, so a second run starts at once.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startedByNpm } from './started-by-npm.mjs'

/** Building takes a while; it may be gone by then. */
const parent = process.ppid
const root = fileURLToPath(new URL('..', import.meta.url))
const [task = 'start', ...rest] = process.argv.slice(2)
const at = (...parts) => join(root, ...parts)

/** Runs a command in the repository's root; a failure ends this process with its exit code. */
function run(command, args, stdio = 'inherit') {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, stdio, maxBuffer: 2 ** 28 })
  if (status === 0) return
  console.error(`${stdout ?? ''}${stderr ?? ''}${error ? `${command}: ${error.message}` : ''}`)
  process.exit(status ?? 1)
}

/** The version that package.json names, without asking for a global install. */
function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  // Its hundred lines are worth reading only when something went wrong.
  run('npx', ['--yes', packageManager, ...args], 'pipe')
}

function bin(name, args) {
  run(process.execPath, [at('node_modules', ...name), ...args])
}

/** Installs when the lockfile, the platform or Node's ABI (native modules) changed since the last install. */
function install() {
  const stampFile = at('node_modules', '.halyard-install')
  const stamp = createHash('sha256')
    .update(readFileSync(at('pnpm-lock.yaml')))
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const rebuild = existsSync(stampFile) ? ['--force'] : []
  console.log('Halyard: installing (the first time takes about a minute: SQLite is compiled)…')
  pnpm(['install', '--frozen-lockfile', '--reporter=append-only', ...rebuild])
  writeFileSync(stampFile, stamp)
}

function build() {
  bin(['typescript', 'bin', 'tsc'], ['-b', 'tsconfig.json'])
  // What is run and shipped is single files.
  for (const workspace of ['sdk-node', 'sdk-browser', 'server']) run(process.execPath, [at(workspace, 'build.mjs')])
}

const check = () => run(process.execPath, [at('scripts', 'check.mjs')])
const tasks = {
  install: () => {},
  build,
  start: async () => {
    build()
    if (process.env.npm_lifecycle_event) startedByNpm(parent)
    // In this process, so that signals reach the server itself.
    process.argv.splice(2, 1)
    await import(pathToFileURL(at('server', 'dist', 'bundle', 'main.js')).href)
  },
  /** The command line, out of this folder; in this process, so that it is the one with the terminal. */
  halyard: async () => {
    bin(['typescript', 'bin', 'tsc'], ['-b', at('packages', 'cli')])
    // npm went to this folder; files are meant from where it was called.
    process.chdir(process.env.INIT_CWD ?? '.')
    process.argv.splice(2, 1)
    await import(pathToFileURL(at('packages', 'cli', 'dist', 'main.js')).href)
  },
  check: () => {
    build()
    check()
  },
  /** Tarballs for apps on this machine: of the SDKs, `npm install <here>/tarballs/*.tgz`, and what frameworks add. */
  pack: () => {
    build()
    // The dots: with what they depend on here.
    pnpm([
      '--filter',
      '@halyard/node...',
      '--filter',
      '@halyard/browser...',
      '--filter',
      '@halyard/edge...',
      'pack',
      '--pack-destination',
      at('tarballs'),
    ])
    // In a folder of their own: they bring their frameworks along.
    pnpm(['--filter', '@halyard/openfeature-*', 'pack', '--pack-destination', at('tarballs', 'openfeature')])
    pnpm(['--filter', '@halyard/react', 'pack', '--pack-destination', at('tarballs', 'react')])
    // People's, not the apps'.
    pnpm(['--filter', '@halyard/cli...', 'pack', '--pack-destination', at('tarballs', 'cli')])
    console.log(`npm install ${at('tarballs')}/*.tgz`)
  },
  test: () => {
    build()
    // With names of files or tests after it, `npm test` is somebody at work on those: straight to them.
    if (rest.length === 0) check()
    bin(['vitest', 'vitest.mjs'], ['run', ...rest])
  },
  /** The same with what takes longer: 100,000 requests of the contract fuzzer, 200 kills of the server, 10,000 streams, more histories. */
  'test-full': () => {
    process.env.HALYARD_FUZZ ??= '100000'
    process.env.HALYARD_KILLS ??= '200'
    process.env.HALYARD_MODEL_HISTORIES ??= '100000'
    process.env.HALYARD_STREAMS ??= '10000'
    tasks.test()
  },
}

if (!Object.hasOwn(tasks, task)) {
  console.error(`run.mjs: expected one of ${Object.keys(tasks).join(', ')}, got "${task}"`)
  process.exit(1)
}
install()
await tasks[task]()
