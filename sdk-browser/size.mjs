// The byte budget: what a page pays for the whole SDK. Exits 1 over it. `--what` shows which files weigh.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { bundle } from './bundle.mjs'

/** What it weighs now, and a little: the aim is 7 KB. @see docs/decisions/sdks.md */
const BUDGET_BYTES = 14_150

const { outputFiles, metafile } = await build({ ...bundle, format: 'esm', write: false, metafile: true })
const code = outputFiles[0].contents
const bytes = gzipSync(code, { level: 9 }).length

if (process.argv.includes('--what')) {
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.entries(output.inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
  for (const [file, { bytesInOutput }] of inputs) console.log(String(bytesInOutput).padStart(7), file)
}
console.log(`@halyard/browser: ${bytes} bytes of ${BUDGET_BYTES} (minified and gzipped; ${code.length} minified)`)
if (bytes > BUDGET_BYTES) {
  console.error(`over budget by ${bytes - BUDGET_BYTES} bytes: see what weighs with: node sdk-browser/size.mjs --what`)
  process.exit(1)
}
