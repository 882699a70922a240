/**
 * The version in every SDK path (`/sdk/v1/…`). Within it no described field changes its type or disappears, and
 * receivers ignore what they do not know.
 * @see docs/protocol.md, "Versions"
 */
export const PROTOCOL_VERSION = 1

/**
 * Checksum of all message descriptions; a test holds it. What a parser with another fingerprint has kept may lack
 * fields that this one knows: serve from it, but do not resume from it.
 * @see docs/protocol.md, "Versions"
 */
export const PROTOCOL_FINGERPRINT = 'dba0571cb6ac15c2'
