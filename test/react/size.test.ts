import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** What a page pays for the binding, beside React and the SDK: about 1.6 KB. */
const BUDGETS = {
  'with a client that it makes': ["export * from '@halyard/react'", 1_660],
  'with a client that is handed in': ["export { ClientProvider, useFlag } from '@halyard/react'", 1_360],
} as const

test.each(Object.entries(BUDGETS))(
  'the binding, %s, stays within its byte budget',
  async (what, [contents, budget]) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['@halyard/source'],
      external: ['react', '@halyard/browser'],
      legalComments: 'none',
      write: false,
      logLevel: 'error',
    })
    const code = outputFiles[0]?.contents ?? new Uint8Array()
    const bytes = gzipSync(code, { level: 9 }).length
    console.log(`@halyard/react, ${what}: ${bytes} bytes of ${budget} (minified and gzipped; ${code.length} minified)`)
    expect(bytes).toBeLessThanOrEqual(budget)
    // Whoever hands in a client, perhaps one that never evaluates, must not carry another one.
    expect(outputFiles[0]?.text.includes('@halyard/browser')).toBe(what === 'with a client that it makes')
  },
)
