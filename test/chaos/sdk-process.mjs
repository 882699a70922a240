// An app that closes its client at an awkward moment, and has nothing else to live for. Driven by sdk-life.test.ts.
import { createClient } from '../../sdk-node/dist/index.js'

const [url, moment, cachePath] = process.argv.slice(2)
const flags = createClient({
  url,
  sdkKey: 'hal_sdk_test_test_00000000',
  cachePath: cachePath || undefined,
  backoff: { baseMs: 60_000, maxMs: 60_000 },
})
const event = (name) => new Promise((resolve) => flags.on(name, resolve))

const moments = {
  'at once': () => {},
  'during connect': () => new Promise((resolve) => setImmediate(resolve)),
  'while live': () => event('ready'),
  'during a retry wait': async () => {
    await flags.ready({ timeoutMs: 100 }).catch(() => {})
  },
  never: () => new Promise(() => {}),
}
await moments[moment]()
flags.boolean('a', false)
await Promise.all([flags.close(), flags.close()])
await flags.close()
console.log(JSON.stringify({ state: flags.status().state, resources: process.getActiveResourcesInfo() }))
