/** Two deployments behind a real nginx or HAProxy that asks for a flag's variant: docs/load-balancers.md, as it stands there. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import { environmentPath } from '../support/admin.ts'
import { haproxyPath, startHaproxy } from '../support/haproxy.ts'
import { type Lifetime, lifetime, type Running } from '../support/lifetime.ts'
import { nginxPath, startNginx } from '../support/nginx.ts'
import { freePort, type ServerProcess, startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'

const { keep } = lifetime('all')
const PATH = `${environmentPath()}/flags/checkout`
const VISITORS = 2_000
/** 99.9 % of a normal distribution lie within so many standard deviations. */
const Z_999 = 3.2905

/** An app that says which one it is, and how it was asked. */
async function startDeployment(colour: string, { keep: hold }: Lifetime): Promise<number> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += String(part)
    const status = request.url === '/broken' ? 500 : request.url === '/members' ? 401 : 200
    response.writeHead(status).end(`${colour} ${request.method} ${request.url} ${body}`.trim())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const running: Running = {
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  hold(running)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  return address.port
}

type Replacements = Readonly<Record<string, string>>

/** One of the page's examples, with this test's addresses and key in place of those that are in it. */
async function documented(language: string, replacements: Replacements): Promise<string> {
  const page = await readFile(new URL('../../docs/load-balancers.md', import.meta.url), 'utf8')
  const snippet = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? ''
  return Object.entries(replacements).reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replaceAll(from, to)
  }, snippet)
}

interface Places {
  readonly web: string
  readonly key: string
  /** Of the server and the two deployments. */
  readonly addresses: Replacements
}

// A busy machine is no Halyard that is away, and one visitor on blue for one request would be a flaky test.
const PATIENT = { '200ms': '5s' }

const proxies = {
  nginx: {
    path: nginxPath,
    start: async ({ web, key, addresses }: Places): Promise<Running> => {
      const listen = { 'listen 8080': `listen ${new URL(web).host}` }
      const more = { ...listen, ...PATIENT, hal_sdk_YOUR_KEY: key }
      return startNginx(await documented('nginx', { ...addresses, ...more }), web)
    },
  },
  HAProxy: {
    path: haproxyPath,
    start: async ({ web, key, addresses }: Places): Promise<Running> => {
      const question = { '127.0.0.1:4490': `127.0.0.1:${await freePort()}` }
      const bind = { 'bind :8080': `bind ${new URL(web).host}` }
      const configuration = await documented('haproxy', { ...addresses, ...question, ...bind, ...PATIENT })
      const lua = await documented('lua', { ...question, 'timeout = 200': 'timeout = 5000', hal_sdk_YOUR_KEY: key })
      return startHaproxy(configuration, lua, web)
    },
  },
} as const

for (const [name, { path, start }] of Object.entries(proxies))
  describe.skipIf(!path)(`blue and green behind ${name}`, () => {
    let server: ServerProcess
    let web: string

    beforeAll(async () => {
      server = keep(await startServer())
      const made = await server.admin.request('POST', '/projects/default/flags', {
        key: 'checkout',
        type: 'string',
        variants: { blue: 'blue', green: 'green' },
      })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      const { credential } = await server.admin.key('sdk')
      const [blue, green, port] = [
        await startDeployment('blue', { keep }),
        await startDeployment('green', { keep }),
        await freePort(),
      ]
      web = `http://127.0.0.1:${port}`
      const addresses = {
        '127.0.0.1:4400': `127.0.0.1:${server.port}`,
        '127.0.0.1:8001': `127.0.0.1:${blue}`,
        '127.0.0.1:8002': `127.0.0.1:${green}`,
      }
      keep(await start({ web, key: credential, addresses }))
    })

    const ask = async (visitor?: string, path = '/', init: RequestInit = {}): Promise<Response> =>
      fetch(web + path, { ...init, headers: visitor === undefined ? {} : { cookie: `visitor=${visitor}` } })

    const colourOf = async (visitor?: string): Promise<string> =>
      (await (await ask(visitor)).text()).split(' ')[0] ?? ''

    /** Visitors that green answers, out of these. */
    const onGreen = async (visitors: readonly string[]): Promise<string[]> => {
      const green: string[] = []
      const queue = [...visitors]
      const work = async (): Promise<void> => {
        for (let visitor = queue.pop(); visitor !== undefined; visitor = queue.pop()) {
          const colour = await colourOf(visitor)
          if (colour === 'green') green.push(visitor)
          else expect(colour).toBe('blue')
        }
      }
      await Promise.all(Array.from({ length: 32 }, work))
      return green.toSorted()
    }

    const visitors = Array.from({ length: VISITORS }, (_, i) => `visitor-${i}`)
    let canaries: string[]

    test('a flag that is off leaves everyone on blue', async () => {
      expect(await onGreen(visitors.slice(0, 100))).toEqual([])
    })

    test('at 5 % it sends 5 % of the visitors to green, and the same ones again', async () => {
      const split = { weights: { green: 5_000, blue: 95_000 } }
      await server.admin.put(PATH, { enabled: true, offVariant: 'blue', fallthrough: { split } })
      canaries = await onGreen(visitors)
      expect(Math.abs(canaries.length - VISITORS * 0.05)).toBeLessThanOrEqual(Z_999 * Math.sqrt(VISITORS * 0.05 * 0.95))
      expect(await onGreen(visitors)).toEqual(canaries)
    })

    test('a newcomer is placed with the first request, and stays there by the cookie that it got', async () => {
      for (let i = 0; i < 40; i++) {
        const first = await ask()
        const cookie = /^visitor=([0-9a-f-]{32,36}); /.exec(first.headers.get('set-cookie') ?? '')?.[1]
        expect(await colourOf(cookie)).toBe((await first.text()).split(' ')[0])
      }
    })

    test('requests reach the app as they were sent, and its own refusals come back as they are', async () => {
      const posted = await ask(canaries[0], '/cart?item=17', { method: 'POST', body: 'two' })
      expect(await posted.text()).toBe('green POST /cart?item=17 two')
      for (const [path, status] of [
        ['/broken', 500],
        ['/members', 401],
      ] as const) {
        const answer = await ask(canaries[0], path)
        expect([answer.status, await answer.text()]).toEqual([status, `green GET ${path}`])
      }
    })

    test('killed, everyone is on blue with the next request; restored, the same visitors are on green again', async () => {
      await server.admin.post(`${PATH}/kill`, { reason: 'errors on green' })
      expect(await onGreen(canaries)).toEqual([])
      await server.admin.post(`${PATH}/restore`, { reason: 'fixed' })
      expect(await onGreen(visitors)).toEqual(canaries)
    })

    test('switched over, everyone is on green', async () => {
      await server.admin.patch(PATH, { fallthrough: { variant: 'green' } })
      expect(await onGreen(visitors.slice(0, 100))).toHaveLength(100)
    })

    test('with Halyard gone everyone gets a page, from blue, and goes back when it is there again', async () => {
      await server.kill()
      expect(await onGreen(visitors.slice(0, 100))).toEqual([])
      const posted = await ask(canaries[0], '/cart', { method: 'POST', body: 'two' })
      expect([posted.status, await posted.text()]).toEqual([200, 'blue POST /cart two'])
      await server.start()
      await until(
        'green answers again',
        () => colourOf(canaries[0]),
        (colour) => colour === 'green',
      )
    })
  })
