// Many real SDK clients in one process: node sdk-clients.mjs '{"url": …, "sdkKey": …, "count": …}'. Prints when all are live.
import { createClient } from '@halyard/node'

const { count, ...options } = JSON.parse(process.argv[2])
const clients = Array.from({ length: count }, () => createClient(options))
await Promise.all(clients.map((client) => client.ready()))
while (clients.some((client) => client.status().state !== 'live'))
  await new Promise((resolve) => setTimeout(resolve, 20))
console.log('live')
process.stdin.resume().on('close', () => process.exit(0))
