/** Stops compiling an item. Whoever compiles it knows what to serve instead; nobody reads a message. */
export function fail(): never {
  throw new Error()
}
