// Writes packages/evaluator/vectors/*.json: node test/conformance/generate-vectors.mjs
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const bundle = at(`.generate-vectors-${process.pid}.mjs`)
await build({
  entryPoints: [at('generate-vectors.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
})
try {
  const { makeVectorTexts } = await import(bundle)
  for (const [name, text] of Object.entries(makeVectorTexts())) {
    writeFileSync(at(`../../packages/evaluator/vectors/${name}`), text)
  }
} finally {
  rmSync(bundle)
}
