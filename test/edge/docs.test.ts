/** The examples of docs/edge.md, as they stand there. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { lifetime } from '../support/lifetime.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'
import { startWorker } from './workers.ts'

const { keep } = lifetime()
const FOLDER = fileURLToPath(new URL('..', import.meta.url))
const PAGE = readFileSync(new URL('../../docs/edge.md', import.meta.url), 'utf8')

function example(name: string, url: string): string {
  const code = new RegExp(`<!-- run: ${name} -->\n\`\`\`ts\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1] ?? ''
  // A busy machine may be slow; and nobody waits ten seconds for a kill here.
  return code.replace("'https://flags.example'", `'${url}', timeoutMs: 20_000, maxAgeMs: 200`)
}

async function served(): Promise<{ server: ServerProcess; env: Record<string, string> }> {
  const server = keep(await startServer())
  for (const key of ['new-checkout', 'banner']) {
    await server.admin.post('/projects/default/flags', { key })
    await server.admin.put(`${environmentPath()}/flags/${key}`, { enabled: true, fallthrough: { variant: 'on' } })
  }
  const { credential } = await server.admin.key('sdk')
  return { server, env: { HALYARD_SDK_KEY: credential, GATEWAY_KEY: 'a-key-of-the-gateway' } }
}

test('the worker shows the new checkout, gives visitors their cookie, and takes a kill', async () => {
  const { server, env } = await served()
  const edge = keep(await startWorker({ env, source: example('cloudflare', server.url) }))
  const answer = await edge.fetch('/')
  expect(await answer.text()).toBe('The new checkout')
  expect(answer.headers.get('set-cookie')).toMatch(/^visitor=.*Max-Age=31536000/)
  await server.admin.post(`${environmentPath()}/flags/new-checkout/kill`)
  await until(
    'the kill arrives',
    async () => (await edge.fetch('/')).text(),
    (text) => text === 'Checkout',
  )
})

test('the gateway answers everyone for what is listed, and who has the key for everything', async () => {
  const { server, env } = await served()
  const edge = keep(await startWorker({ env, source: example('handler', server.url) }))
  const ask = async (flag: string, headers: Record<string, string> = {}): Promise<unknown[]> => {
    const answer = await edge.fetch(`/edge/v1/variant/${flag}`, { headers })
    return [answer.status, answer.headers.get('x-halyard-variant')]
  }
  expect(await ask('banner')).toEqual([200, 'on'])
  expect(await ask('new-checkout')).toEqual([200, null])
  expect(await ask('new-checkout', { 'X-API-Key': 'a-key-of-the-gateway' })).toEqual([200, 'on'])
  expect(await ask('banner', { 'X-API-Key': 'a-key-of-somebody-else' })).toEqual([401, null])
})

test('the function for Node answers', async () => {
  const { server, env } = await served()
  const source = example('node', server.url).replace('hal_sdk_…', env['HALYARD_SDK_KEY'] ?? '')
  const { code } = await transform(`${source}\nconsole.log(await (await handler()).text())`, { loader: 'ts' })
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    cwd: FOLDER,
  })
  expect([stdout, stderr]).toEqual(['The new checkout\n', ''])
})

test('what is said of sizes is the budget', async () => {
  const script = fileURLToPath(new URL('../../packages/edge/size.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script])
  const said = [...PAGE.matchAll(/\| ([\d,]+) bytes \|/g)].map(([, bytes]) => Number(bytes?.replace(',', '')))
  const [, client, all] = [...stdout.matchAll(/ of (\d+) \(/g)].map(([, bytes]) => Number(bytes))
  expect(said).toEqual([client, all])
})
