import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Running } from './lifetime.ts'

/** The site that embeds the browser SDK: on another origin than the Halyard server, so that CORS is real. */
export interface PageServer extends Running {
  readonly url: string
}

/** A small shop. `window.halyard` is the SDK; from `visit(options)` on, its flags decide what a visitor sees. */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A shop</title>
<style>
  body { font: 18px/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 40rem; }
  button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .5rem; color: #fff; background: #555; }
  [data-new="true"] button { background: #0a7d4b; }
  output { color: #666; }
</style>
<main id="shop" data-new="false">
  <h1>Your cart</h1>
  <p><button id="buy">Buy</button></p>
  <output id="status">no flags</output>
</main>
<script src="/halyard.js"></script>
<script>
  window.paint = () => {
    const isNew = flags.boolean('new-checkout', false)
    shop.dataset.new = isNew
    buy.textContent = isNew ? 'Buy with one click' : 'Buy'
    const { state, revision } = flags.status()
    document.querySelector('#status').textContent = state + ', revision ' + revision
  }
  window.visit = (options) => {
    window.events = []
    window.watchers = new Set()
    window.flags = halyard.createClient(options)
    for (const event of ['ready', 'change', 'stale', 'status']) {
      flags.on(event, (detail) => {
        events.push({ event, detail, atMs: Date.now() })
        paint()
        for (const watch of watchers) watch()
      })
    }
    paint()
  }
  // Which of the users u-0 … u-(count-1) get true: one call, not a hundred thousand.
  window.census = (key, count) => {
    const before = flags.context()
    const chosen = []
    for (let n = 0; n < count; n += 1) {
      flags.identify({ targetingKey: 'u-' + n })
      if (flags.boolean(key, false)) chosen.push(n)
    }
    flags.identify(before)
    return chosen
  }
</script>
</html>`

const SDK = fileURLToPath(new URL('../../sdk-browser/src/index.ts', import.meta.url))

/**
 * Bundles the SDK from its sources and serves it beside the page.
 * @param entry - The module that is `window.halyard`, instead of the SDK.
 */
export async function startPageServer(entry: string = SDK): Promise<PageServer> {
  const sdk = await bundle(entry)
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    if (path === '/halyard.js') return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(sdk)
    if (path === '/') return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'halyard',
    // What pages load is minified: so is what is tested.
    minify: true,
    target: 'es2022',
    conditions: ['@halyard/source'],
    sourcemap: 'inline',
  })
  return outputFiles[0]?.text ?? ''
}
