// Our Node SDK under the conformance kit: the line protocol of docs/write-an-sdk.md.
import { createInterface } from 'node:readline'
import { bucketOf, compile, evaluate, hashedMember, murmur3 } from '@halyard/evaluator'
import { createClient } from '@halyard/node'
import { digestOf } from '@halyard/protocol'

let client
let compiled

/** What is said of an evaluation: no error text, which is for people. */
const answerOf = ({ value, variant, reason, errorCode, flagMetadata }) => ({
  value,
  variant,
  reason,
  errorCode,
  flagMetadata,
})

const commands = {
  hello: () => ({ sdk: 'node', features: ['receipts'] }),
  load: ({ rulesets }) => {
    compiled = rulesets.reduce((before, ruleset) => compile(ruleset, before), undefined)
  },
  evaluate: ({ flag, context, fallback, type, ageMs = 0 }) =>
    answerOf(client ? client.details(flag, fallback, context) : evaluate(compiled, flag, context, ageMs, type)),
  murmur3: ({ text, seed }) => ({ hash: murmur3(text, seed) }),
  bucket: ({ salt, value }) => ({ bucket: bucketOf(salt, value) ?? null }),
  hashedMember: ({ hashSalt, text, ignoreCase }) => ({
    member: hashedMember(hashSalt, ignoreCase ? text.toLowerCase() : text),
  }),
  digest: ({ items }) => {
    const byKind = {}
    for (const [kind, key, hash] of items) {
      byKind[kind] ??= Object.create(null)
      byKind[kind][key] = { revision: 1, hash }
    }
    return { digest: digestOf(byKind) }
  },
  start: ({ url, sdkKey, options: { heartbeatMs, pollIntervalMs, ...backoff } }) => {
    client = createClient({ url, sdkKey, heartbeatMs, pollIntervalMs, telemetryIntervalMs: 0, backoff })
  },
  status: () => {
    const { state, epoch, revision, divergences } = client.status()
    return { state, epoch, revision, divergences }
  },
  stop: async () => {
    await client?.close()
    client = undefined
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: command, ...fields } = JSON.parse(line)
  let answer
  try {
    answer = { id, ok: (await commands[command](fields)) ?? {} }
  } catch (error) {
    answer = { id, error: String(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
