// The byte budgets: what a page pays for each entry. Exits 1 over one. `--what` shows which files weigh.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { bundle, entries } from './bundle.mjs'

/** What each weighs now, and a little. @see docs/decisions/sdks.md */
const BUDGET_BYTES = { '@halyard/browser': 16_910, '@halyard/browser/remote': 8_370 }

for (const { name, source } of entries) {
  const options = { ...bundle, entryPoints: [source], format: 'esm', write: false, metafile: true }
  const { outputFiles, metafile } = await build(options)
  const code = outputFiles[0].contents
  const bytes = gzipSync(code, { level: 9 }).length
  const budget = BUDGET_BYTES[name]
  if (process.argv.includes('--what')) {
    const [output] = Object.values(metafile.outputs)
    const inputs = Object.entries(output.inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    for (const [file, { bytesInOutput }] of inputs) console.log(String(bytesInOutput).padStart(7), file)
  }
  console.log(`${name}: ${bytes} bytes of ${budget} (minified and gzipped; ${code.length} minified)`)
  if (bytes <= budget) continue
  console.error(`over budget by ${bytes - budget} bytes: see what weighs with: node sdk-browser/size.mjs --what`)
  process.exitCode = 1
}
