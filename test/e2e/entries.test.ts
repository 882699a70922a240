/** Every public entry, as an app gets it: the built files, by `import` and by `require`. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, unknown>>
}

const packages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`)
const entries = [...packages, 'sdk-node', 'sdk-browser', 'server'].flatMap((folder) => {
  const { name, exports = {} } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest
  const paths = Object.keys(exports).filter((path) => !path.endsWith('.json'))
  return paths.map((path) => ({ entry: name + path.slice(1), folder }))
})

test.each(entries)('$entry is the same module by require and by import', async ({ entry, folder }) => {
  const program = `
    import { createRequire } from 'node:module'
    const imported = await import('${entry}')
    const required = createRequire(process.cwd() + '/')('${entry}')
    const names = Object.keys(imported)
    console.log(names.every((name) => imported[name] === required[name]), names.length)`
  // A package finds itself by its name, as others find it.
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: join(ROOT, folder) })
  expect(stdout).toMatch(/^true \d+\n$/)
})

/** An app that is as strict as can be, also with what others declare, and has not this tree's settings. */
const STRICT = '--ignoreConfig --noEmit --strict --target es2022 --module nodenext'.split(' ')

test.each([
  ['of Node', ['--types', 'node'], /^(?!server)/],
  [
    'in a page',
    ['--lib', 'es2022,dom', '--types', ''],
    /^(packages.(sdk-core|edge|react|openfeature-web)|sdk-browser)/,
  ],
])('the declarations of every entry compile in a strict app %s', async (_, more, which) => {
  const apps = new Map<string, string[]>()
  for (const { entry, folder } of entries) {
    if (which.test(folder)) apps.set(folder, [...(apps.get(folder) ?? []), entry])
  }
  const files = [...apps].map(([folder, names]) => {
    const file = join(ROOT, folder, 'declarations-compile.ts')
    writeFileSync(file, names.map((name, n) => `export * as entry${n} from '${name}'\n`).join(''))
    return file
  })
  const tsc = [join(ROOT, 'node_modules/typescript/bin/tsc'), ...STRICT, ...more, ...files]
  try {
    expect(await run(process.execPath, tsc).catch((failed: unknown) => failed)).toMatchObject({ stdout: '' })
  } finally {
    for (const file of files) rmSync(file)
  }
})

test('the Node SDK is read from two files, and its only package is loaded with the first stream', async () => {
  const code = readFileSync(join(ROOT, 'sdk-node', 'dist', 'bundle', 'index.js'), 'utf8')
  const imports = [...code.matchAll(/^(?:import|export) .*?from "([^"]+)"|^} from "([^"]+)"/gm)].map(
    ([, one, other]) => one ?? other ?? '',
  )
  expect(imports.filter((name) => !name.startsWith('node:') && !name.startsWith('./chunk-'))).toEqual([])
  expect(code).toContain('import("eventsource")')
})
