// Single files for pages without a bundler, per entry: an ES module and a classic script that defines `window.halyard`.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundle, entries } from './bundle.mjs'

const to = (name) => fileURLToPath(new URL(`./dist/${name}`, import.meta.url))

for (const { source, file } of entries) {
  const options = { ...bundle, entryPoints: [source], sourcemap: true }
  await build({ ...options, format: 'esm', outfile: to(`${file}.js`) })
  await build({ ...options, format: 'iife', globalName: 'halyard', outfile: to(`${file}.global.js`) })
}
