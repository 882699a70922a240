// The byte budget: what a worker pays for its flags. Exits 1 over it. `--what` shows which files weigh.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('./src', import.meta.url))

/** What each weighs now, and a little: the aim is 6 KB, about what deciding alone weighs. @see docs/decisions/sdks.md */
const BUDGETS = [
  ['deciding alone', `export { compile, evaluate, evaluateAll } from '@halyard/evaluator'`, 6_300],
  ['createEdgeClient', `export { createEdgeClient } from './client.ts'`, 10_500],
  ['with anonymousKey and the handler', `export * from './index.ts'; export * from './handler/index.ts'`, 13_650],
]

for (const [name, contents, budget] of BUDGETS) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@halyard/source'],
    legalComments: 'none',
    metafile: true,
    write: false,
  })
  const code = outputFiles[0].contents
  const bytes = gzipSync(code, { level: 9 }).length
  if (process.argv.includes('--what')) {
    const [output] = Object.values(metafile.outputs)
    const inputs = Object.entries(output.inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    for (const [file, { bytesInOutput }] of inputs) console.log(String(bytesInOutput).padStart(7), file)
  }
  console.log(`${name}: ${bytes} bytes of ${budget} (minified and gzipped; ${code.length} minified)`)
  if (bytes > budget) {
    console.error(`over budget by ${bytes - budget} bytes: see what weighs with: node packages/edge/size.mjs --what`)
    process.exitCode = 1
  }
}
