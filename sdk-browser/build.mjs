// Two single files for pages without a bundler: `dist/halyard.js` (ES module), `dist/halyard.global.js` (`window.halyard`).
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundle } from './bundle.mjs'

const to = (name) => fileURLToPath(new URL(`./dist/${name}`, import.meta.url))

await build({ ...bundle, format: 'esm', sourcemap: true, outfile: to('halyard.js') })
await build({ ...bundle, format: 'iife', globalName: 'halyard', sourcemap: true, outfile: to('halyard.global.js') })
