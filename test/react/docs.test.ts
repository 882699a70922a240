import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { chromiumPath, sharedChromium } from '../support/chromium.ts'
import { lifetime } from '../support/lifetime.ts'
import { startPageServer } from '../support/page-server.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { PATIENCE_MS } from '../support/settle.ts'

const { keep } = lifetime()
const openPage = sharedChromium()
const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const docs = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../docs/${file}`, import.meta.url)), 'utf8')
const PAGE = docs('react.md')
const SCRIPT = '</script><script>alert(1)</script>'

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
  const variants = { text: SCRIPT }
  await server.admin.post('/projects/default/flags', {
    key: 'hostile',
    type: 'string',
    variants,
    exposeToClients: true,
  })
  return { server, clientId: (await server.admin.key('client')).credential }
}

async function opened(): Promise<Page> {
  const page = await openPage()
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
    const made = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Rendered
    expect(made.html).toBe('<button>Buy with one click</button>')
    if (name === 'ruleset') await expectHydrated(made.page, server?.url, clientId)
  } finally {
    await rm(file)
  }
})

interface Rendered {
  readonly html: string
  readonly page: string
}

/** The page as it was sent, with the script that the docs have for it: no value in it runs, and nothing is rendered anew. */
async function expectHydrated(html: string, url: string | undefined, clientId: string | undefined): Promise<void> {
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).toContain('\\u003c/script>')
  if (!chromiumPath) return
  const page = await opened()
  const errors: string[] = []
  page.on('pageerror', (error) => void errors.push(String(error)))
  const isFavicon = (url: string): boolean => url.endsWith('/favicon.ico')
  page.on('console', (message) => {
    if (message.type() === 'error' && !isFavicon(message.location().url)) errors.push(message.text())
  })
  page.on('dialog', (dialog) => {
    errors.push(dialog.message())
    void dialog.dismiss()
  })
  await page.setContent(html)
  await page.evaluate("document.querySelector('button').isFromServer = true")
  await page.addScriptTag({ content: await bundled('hydrate', { format: 'iife' }, url, clientId) })
  const isHydrated = "Object.keys(document.querySelector('button')).some((key) => key.startsWith('__react'))"
  await page.waitForFunction(isHydrated)
  expect(await page.evaluate("document.querySelector('button').isFromServer")).toBe(true)
  expect(errors).toEqual([])
}

test('the example that embeds a bootstrap (docs/sdk-browser.md) lets no value out, and bears a server that is away', async () => {
  const { server, clientId } = await served()
  const code = /<!-- run: embed -->\n```js\n([\s\S]*?)```/.exec(docs('sdk-browser.md'))?.[1] ?? ''
  const { bootstrapElement } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
  )) as { bootstrapElement(url: string, clientId: string): Promise<string> }
  const element = await bootstrapElement(server.url, clientId)
  const [, json = ''] = /^<script type="application\/json" id="flags">([^<]*)<\/script>$/.exec(element) ?? []
  expect(JSON.parse(json).ruleset.items.flag.hostile.variants).toEqual({ text: SCRIPT })
  const none = '<script type="application/json" id="flags">null</script>'
  expect(await bootstrapElement(server.url, 'hal_cid_unknown_00000000')).toBe(none)
  expect(await bootstrapElement('http://127.0.0.1:1', clientId)).toBe(none)
})

test.skipIf(!chromiumPath)('the example for a test with a client of its own prints what it says', async () => {
  const page = await opened()
  const said: string[] = []
  page.on('console', (message) => void (message.type() === 'log' && said.push(message.text())))
  await page.evaluate('globalThis.IS_REACT_ACT_ENVIRONMENT = true')
  const content = await bundled('test-client', { format: 'esm' })
  await page.addScriptTag({ type: 'module', content })
  await expect.poll(() => said, { timeout: PATIENCE_MS }).toEqual(['Buy with one click', 'Buy'])
})
