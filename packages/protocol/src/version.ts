/**
 * The version in every SDK path (`/sdk/v1/…`). Within it no described field changes its type or disappears, and
 * receivers ignore what they do not know.
 * @see docs/protocol.md, "Versions"
 */
export const PROTOCOL_VERSION = 1

/** Checksum of all message descriptions: a wire change without a new version, or a reason in its commit, fails a test. */
export const PROTOCOL_FINGERPRINT = 'df6bafde0421220c'
