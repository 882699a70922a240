/** Connections that nobody holds, or as many as a test says; for tests. */
import type { Connections } from './deps.ts'

export function testConnections(connected = 0, clientsConnected = 0): Connections {
  const figures = { connected, applied: 0, p50Ms: undefined, p99Ms: undefined, laggards: [], clientsConnected }
  return {
    applied: async () => ({ ...figures, timedOut: false }),
    list: () => [],
    follow: () => undefined,
  }
}
