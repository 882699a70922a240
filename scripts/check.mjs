// `npm run check`: everything that can be said of the tree without running its tests.
// Expects an installed and built tree (run.mjs sees to that). Steps run side by side, each prints only when it fails.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publicApiProblems } from './public-api.mjs'
import { published, workspaces } from './workspaces.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a script of an installed package; resolves to its output when it fails, to undefined when it is content. */
function tool(path, ...args) {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, [join(root, path), ...args], options, (error, stdout, stderr) =>
      resolve(error ? `${stdout}${stderr}` || error.message : undefined),
    )
  })
}

const tarballs = mkdtempSync(join(tmpdir(), 'halyard-check-'))
process.once('exit', () => rmSync(tarballs, { recursive: true, force: true }))
let packing

/** Packs all that is published, once; two tools look into each. @returns the tarball of a workspace, from its folder. */
async function tarballOf(folder) {
  packing ??= new Promise((resolve, reject) => {
    const args = ['pack', '--json', '--pack-destination', tarballs, ...published.map((each) => `./${each.folder}`)]
    execFile('npm', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) =>
      error ? reject(error) : resolve(new Map(JSON.parse(stdout).map(({ name, filename }) => [name, filename]))),
    )
  })
  const { manifest } = published.find((each) => each.folder === folder)
  return join(tarballs, (await packing).get(manifest.name))
}

const tsc = (project) => tool('node_modules/typescript/bin/tsc', '-p', project)

/** One version per dependency: two workspaces that name the same package must ask for the same. */
function versionProblems() {
  const asked = new Map()
  for (const workspace of workspaces) {
    const { dependencies = {}, devDependencies = {} } = workspace.manifest
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      const earlier = asked.get(name)
      if (earlier === undefined) asked.set(name, { range, by: workspace.folder })
      else if (earlier.range !== range) {
        return `${name} is ${earlier.range} in ${earlier.by} and ${range} in ${workspace.folder}: agree on one`
      }
    }
  }
  return undefined
}

function lockfileProblems() {
  const urls = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').match(/^.*https?:.*$/m)
  return urls ? `pnpm-lock.yaml names an address, so the install depends on one registry: ${urls[0].trim()}` : undefined
}

const steps = {
  format: () => tool('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  lint: () =>
    tool(
      'node_modules/oxlint/bin/oxlint',
      '--type-aware',
      '--deny-warnings',
      '--ignore-pattern',
      'test/fences/fixtures/**',
    ),
  'unused code': () => tool('node_modules/knip/bin/knip.js', '--no-progress'),
  'one version per dependency': async () => versionProblems(),
  lockfile: async () => lockfileProblems(),
  'public API': async () => publicApiProblems(),
  'size of the browser SDK': () => tool('sdk-browser/size.mjs'),
  'size of the edge client': () => tool('packages/edge/size.mjs'),
}
for (const { folder } of workspaces) {
  const project = existsSync(join(root, folder, 'tsconfig.test.json')) ? 'tsconfig.test.json' : 'tsconfig.json'
  if (folder !== '.') steps[`types of ${folder}, tests included`] = () => tsc(join(folder, project))
}
for (const { folder } of published) {
  steps[`exports of ${folder}`] = async () =>
    tool('node_modules/publint/src/cli.js', await tarballOf(folder), '--strict')
  steps[`types of ${folder} as published`] = async () =>
    tool('node_modules/@arethetypeswrong/cli/dist/index.js', await tarballOf(folder), '--profile', 'esm-only')
}

const queue = Object.entries(steps)
let failed = 0
async function work() {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [name, step] = next
    const startedAt = performance.now()
    const problem = await step()
    const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
    console.log(`${problem === undefined ? '  ok  ' : 'FAILED'}  ${name} (${took})`)
    if (problem === undefined) continue
    failed += 1
    console.error(problem)
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work))
if (failed > 0) {
  console.error(`check: ${failed} of ${Object.keys(steps).length} steps failed`)
  process.exit(1)
}
