// The conformance kit: node test/conformance/run.mjs --adapter "python3 path/to/adapter.py". See docs/write-an-sdk.md.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const { outputFiles } = await build({
  entryPoints: [at('kit/main.ts')],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  // From the sources, so that nothing has to be built before a server or an SDK elsewhere can be tested.
  conditions: ['@halyard/source'],
})
const { main } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
const code = await main(process.argv.slice(2), at('../..'))
// What a check has given up waiting for holds up nobody.
process.stdout.write('', () => process.exit(code))
