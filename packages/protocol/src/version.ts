/**
 * The version in every SDK path (`/sdk/v1/…`). Within it no described field changes its type or disappears, and
 * receivers ignore what they do not know.
 * @see docs/protocol.md, "Versions"
 */
export const PROTOCOL_VERSION = 1
