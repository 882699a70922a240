/** Connections that nobody holds, or as many as a test says; for tests. */
import type { Connections } from './deps.ts'

export function testConnections(connected = 0, clientsConnected = 0): Connections {
  const nobody = { applied: 0, p50Ms: undefined, p99Ms: undefined, laggards: [], polling: 0 }
  const figures = { ...nobody, connected, clientsConnected }
  return {
    applied: async () => ({ ...figures, timedOut: false }),
    list: () => [],
    follow: () => undefined,
  }
}
