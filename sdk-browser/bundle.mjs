// How this package is bundled, once for all: the files for a CDN, the byte budgets.
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Every entry: its name as it is imported, its source, its file for pages without a bundler. */
export const entries = [
  { name: '@halyard/browser', source: at('./src/index.ts'), file: 'halyard' },
  { name: '@halyard/browser/remote', source: at('./src/remote.ts'), file: 'halyard.remote' },
]

/** Options for esbuild. `source` resolves the workspaces' TypeScript, so no build has to come first. */
export const bundle = {
  bundle: true,
  minify: true,
  target: 'es2022',
  conditions: ['@halyard/source'],
  legalComments: 'none',
}
