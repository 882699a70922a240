import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { call, freePort, message, start } from './processes.mjs'

const script = (name) => fileURLToPath(new URL(name, import.meta.url))
const token = 'a-token-that-only-this-benchmark-knows-0123456789'
const flag = 'new-checkout'

const msBetween = (fromNs, toNs) => Number(BigInt(toNs) - BigInt(fromNs)) / 1e6

/** The built server, an SDK in another process. One turn: a kill, timed, and the restore after it. */
export async function halyard(folder) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    HALYARD_DATA_DIR: folder,
    HALYARD_ADMIN_TOKEN: token,
    HALYARD_RATE_ADMIN: '1000000',
    HALYARD_RATE_KILL: '1000000',
  }
  const server = start(script('../../../server/dist/bundle/main.js'), [], { env })
  while (
    !(await call('GET', `${url}/readyz`).then(
      () => true,
      () => false,
    ))
  )
    await sleep(25)

  const project = `${url}/api/v1/projects/default`
  const environment = `${project}/environments/production`
  const configuration = `${environment}/flags/${flag}`
  await call('POST', `${project}/flags`, { token, body: { key: flag } })
  await call('PUT', configuration, {
    token,
    body: { enabled: true, offVariant: 'off', fallthrough: { variant: 'on' } },
  })
  const { secret } = JSON.parse(
    await call('POST', `${environment}/keys`, { token, body: { kind: 'sdk', name: 'bench' } }),
  )
  const app = start(script('app.mjs'), [url, secret, flag])
  await message(app, ({ isReady }) => isReady)

  const verb = async (name, expected) => {
    const applied = message(app, ({ value }) => value === expected)
    const startedNs = process.hrtime.bigint()
    const answer = call('POST', `${configuration}/${name}`, { token, body: {} })
    const [{ atNs, revision }, text] = await Promise.all([applied, answer])
    assert.equal(JSON.parse(text).revision, revision, `${name}: the app applied another revision`)
    return msBetween(startedNs, atNs)
  }
  return {
    async turn() {
      const ms = await verb('kill', false)
      await verb('restore', true)
      return ms
    },
    close: () => [app, server].forEach((child) => child.kill('SIGKILL')),
  }
}

/**
 * One commit and one write to a socket.
 * @param rows - What is committed: `one` row, or those of a `kill`.
 * @param behindHttp - Started by an HTTP POST instead of a loop.
 */
export async function bare(folder, rows, behindHttp) {
  const server = start(script('bare.mjs'), [`${folder}/bare-${rows}-${behindHttp}.db`, rows])
  const { port, streamPort } = await message(server, (ports) => ports.port)
  const listening = message(server, ({ isReady }) => isReady)
  const listener = start(script('listener.mjs'), [String(streamPort)])
  await listening
  let revision = 0
  return {
    async turn() {
      revision += 1
      const arrived = message(listener, (received) => received.revision === revision)
      if (behindHttp) {
        const startedNs = process.hrtime.bigint()
        const [{ atNs }] = await Promise.all([arrived, call('POST', `http://127.0.0.1:${port}/`)])
        return msBetween(startedNs, atNs)
      }
      const done = message(server, (sent) => sent.revision === revision)
      server.send('go')
      const [{ atNs }, { startedNs }] = await Promise.all([arrived, done])
      return msBetween(startedNs, atNs)
    },
    close: () => [listener, server].forEach((child) => child.kill('SIGKILL')),
  }
}
