// How this package is bundled, once for all: the files for a CDN, the byte budget.
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Options for esbuild. `source` resolves the workspaces' TypeScript, so no build has to come first. */
export const bundle = {
  entryPoints: [at('./src/index.ts')],
  bundle: true,
  minify: true,
  target: 'es2022',
  conditions: ['@halyard/source'],
  legalComments: 'none',
}
