// An app of its own process: embeds the SDK and tells its parent when a change was applied.
import { createClient } from '../../../sdk-node/dist/index.js'

const [url, sdkKey, flag] = process.argv.slice(2)
const client = createClient({ url, sdkKey, telemetryIntervalMs: 0 })
client.on('change', ({ revision }) => {
  // The monotonic clock is the machine's: processes can compare it.
  const atNs = process.hrtime.bigint()
  process.send({ revision, value: client.boolean(flag, false, { targetingKey: 'u-1' }), atNs: String(atNs) })
})
await client.ready({ timeoutMs: 10_000 })
while (client.status().state !== 'live') await new Promise((resolve) => client.on('status', resolve))
process.send({ isReady: true })
process.on('disconnect', () => process.exit(0))
