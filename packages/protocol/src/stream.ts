/** What both ends of a stream must agree on. @see docs/protocol.md, "Stream" */

/** A stream is never silent for longer. */
export const HEARTBEAT_MS = 15_000

/** So many heartbeats of silence mean a half-open connection. */
export const SILENT_HEARTBEATS = 3

/** Request header with the SDK's name and version, such as `node/1.2.0`; `sdk` in a query. */
export const SDK_HEADER = 'X-Halyard-SDK'

/** Request header with the SDK instance's random id; `instance` in a query. */
export const INSTANCE_HEADER = 'X-Halyard-Instance'
