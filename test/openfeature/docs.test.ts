import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build, transform } from 'esbuild'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'

const { keep } = lifetime()
const FOLDER = fileURLToPath(new URL('..', import.meta.url))

/** The page's example, for this server. */
function example(name: string, url: string, credential: string): string {
  const page = readFileSync(fileURLToPath(new URL('../../docs/openfeature.md', import.meta.url)), 'utf8')
  const code = new RegExp(`<!-- run: ${name} -->\n\`\`\`ts\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? ''
  return code.replace('https://flags.example', url).replace(/hal_(sdk|cid)_…/, credential)
}

async function served(): Promise<ServerProcess> {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: 'new-checkout', exposeToClients: true })
  await server.admin.put(`${environmentPath()}/flags/new-checkout`, { enabled: true, fallthrough: { variant: 'on' } })
  return server
}

test('the example for Node reads a flag and ends by itself', async () => {
  const server = await served()
  const { credential } = await server.admin.key('sdk')
  const source = example('server', server.url, credential).replace('// …', "console.log('the new checkout')")
  const { code } = await transform(source, { loader: 'ts' })
  const run = promisify(execFile)
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: FOLDER })
  expect(stderr).toBe('')
  expect(stdout).toBe('the new checkout\n')
})

test.skipIf(!chromiumPath)('the example for a page shows a flag, and takes it back on a kill', async () => {
  const server = await served()
  const { credential } = await server.admin.key('client')
  const { outputFiles } = await build({
    stdin: { contents: example('web', server.url, credential), resolveDir: FOLDER, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@halyard/source'],
  })
  const page = await keep(await startChromium()).page()
  await page.goto(keep(await startPageServer()).url)
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  await page.waitForFunction(() => document.title === 'The new checkout')
  await server.admin.post(`${environmentPath()}/flags/new-checkout/kill`)
  await page.waitForFunction(() => document.title === 'Checkout')
})
