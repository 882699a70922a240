// An app that embeds the built Node SDK, driven over JSON lines by `app.ts`. Plain JavaScript: Node runs it as it is.
import { createInterface } from 'node:readline'
import { createClient } from '@halyard/node'

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
const logger = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (...args) => process.stderr.write(`${level} ${args.join(' ')}\n`),
  ]),
)

const flags = createClient({ logger, ...JSON.parse(process.argv[2] ?? '{}') })
for (const event of ['ready', 'change', 'stale', 'status']) {
  flags.on(event, (detail) => say({ event, detail: detail ?? null, atMs: Date.now() }))
}

const calls = {
  ready: (options) => flags.ready(options),
  boolean: (...args) => flags.boolean(...args),
  string: (...args) => flags.string(...args),
  number: (...args) => flags.number(...args),
  object: (...args) => flags.object(...args),
  details: (...args) => flags.details(...args),
  all: (context) => flags.all(context),
  explain: (...args) => flags.explain(...args),
  status: () => flags.status(),
  close: () => flags.close(),
  /** What keeps the process up, by Node's names: sockets, timers. */
  resources: () => process.getActiveResourcesInfo(),
  /** Which of the users u-0 … u-(count-1) get `true`: one call, not a hundred thousand. */
  census: (key, count) => {
    const chosen = []
    for (let n = 0; n < count; n += 1) if (flags.boolean(key, false, { targetingKey: `u-${n}` })) chosen.push(n)
    return chosen
  },
}

async function answer(line) {
  const { id, call, args } = JSON.parse(line)
  try {
    say({ id, value: (await calls[call](...args)) ?? null })
  } catch (error) {
    say({ id, error: { name: error.name, code: error.code, message: error.message } })
  }
}

const input = createInterface({ input: process.stdin })
input.on('line', (line) => void answer(line))
// The test is gone: so is the app.
input.on('close', () => process.exit(0))
say({ event: 'started', detail: null, atMs: Date.now() })
