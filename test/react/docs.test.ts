import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { chromiumPath, startChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'

const { keep } = lifetime()
const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const PAGE = readFileSync(fileURLToPath(new URL('../../docs/react.md', import.meta.url)), 'utf8')

/** One of the page's examples. */
function example(name: string): string {
  return new RegExp(`<!-- run: ${name} -->\n\`\`\`tsx\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1] ?? ''
}

/** The component that the examples share: the first one's. */
const CHECKOUT = `import { useFlag } from '@halyard/react'\nexport ${/function Checkout[\s\S]*?\n}/.exec(PAGE)?.[0]}`

/** The example for this server, as one script. */
async function bundled(name: string, options: BuildOptions, url = '', clientId = ''): Promise<string> {
  const contents = example(name).replace('https://flags.example', url).replace('hal_cid_…', clientId)
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: FOLDER, loader: 'tsx' },
    bundle: true,
    write: false,
    jsx: 'automatic',
    conditions: ['@halyard/source'],
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [
      {
        name: 'checkout',
        setup(build) {
          build.onResolve({ filter: /checkout\.tsx$/ }, ({ path }) => ({ path, namespace: 'docs' }))
          build.onLoad({ filter: /./, namespace: 'docs' }, () => ({
            contents: CHECKOUT,
            loader: 'tsx',
            resolveDir: FOLDER,
          }))
        },
      },
    ],
    ...options,
  })
  return outputFiles?.[0]?.text ?? ''
}

async function served(): Promise<{ readonly server: ServerProcess; readonly clientId: string }> {
  const server = keep(await startServer())
  await server.admin.post('/projects/default/flags', { key: 'new-checkout', exposeToClients: true })
  await server.admin.put(`${environmentPath()}/flags/new-checkout`, { enabled: true, fallthrough: { variant: 'on' } })
  return { server, clientId: (await server.admin.key('client')).credential }
}

async function opened(): Promise<Page> {
  const page = await keep(await startChromium()).page()
  await page.goto(keep(await startPageServer()).url)
  return page
}

test.skipIf(!chromiumPath)('the example for a page shows a flag, and takes it back on a kill', async () => {
  const { server, clientId } = await served()
  const page = await opened()
  await page.addScriptTag({ content: await bundled('page', { format: 'iife' }, server.url, clientId) })
  const shows = (text: string): Promise<unknown> =>
    page.waitForFunction((wanted) => document.querySelector('#shop')?.textContent === wanted, text)
  await shows('Buy with one click')
  await server.admin.post(`${environmentPath()}/flags/new-checkout/kill`)
  await shows('Buy')
})

test.each(['ruleset', 'values', 'testing'])('the example for a server (%s) renders what is served', async (name) => {
  const { server, clientId } = name === 'testing' ? {} : await served()
  const code = await bundled(
    name,
    { format: 'esm', platform: 'node', external: ['react', 'react-dom'] },
    server?.url,
    clientId,
  )
  // Where it finds React, and git finds nothing.
  const file = `${FOLDER}../node_modules/.react-example-${name}.mjs`
  await writeFile(file, code)
  try {
    const { html } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly html: string }
    expect(html).toBe('<button>Buy with one click</button>')
  } finally {
    await rm(file)
  }
})

test.skipIf(!chromiumPath)('the example for a test with a client of its own prints what it says', async () => {
  const page = await opened()
  const said: string[] = []
  page.on('console', (message) => void (message.type() === 'log' && said.push(message.text())))
  await page.evaluate('globalThis.IS_REACT_ACT_ENVIRONMENT = true')
  const content = await bundled('test-client', { format: 'esm' })
  await page.addScriptTag({ type: 'module', content })
  await expect.poll(() => said).toEqual(['Buy with one click', 'Buy'])
})
