// One file per entry: an app that starts reads two files instead of seventy.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

// Chunks of an earlier build have other names, and would be published with it.
rmSync(at('./dist/bundle'), { recursive: true, force: true })
await build({
  entryPoints: [at('./src/index.ts'), at('./src/testing.ts')],
  outdir: at('./dist/bundle'),
  bundle: true,
  // What both entries use is the same code, once.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  conditions: ['@halyard/source'],
  external: ['eventsource'],
  sourcemap: true,
})
