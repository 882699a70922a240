// What flags cost a worker: CPU per request, and how much longer a cold isolate takes. Real workerd, medians of
// interleaved rounds, against a worker that does nothing. Linux: CPU is what /proc says of the process.
// node test/edge/measure.mjs [rounds]
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

const ROUNDS = Number(process.argv[2] ?? 7)
const REQUESTS = 8_000
const AT_ONCE = 8
const FLAGS = 100
const FOLDER = fileURLToPath(new URL('..', import.meta.url))
/** The kernel's unit of CPU time. */
const TICK_US = 10_000

/** A hundred flags: splits, rules with three conditions, targets. */
function ruleset() {
  const flag = {}
  for (let n = 0; n < FLAGS; n += 1) {
    const split = {
      split: {
        ranges: [
          ['on', 10_000 + n],
          ['off', 100_000],
        ],
      },
    }
    const conditions = [
      { attribute: 'plan', op: 'in', value: ['pro', 'team'] },
      { attribute: 'version', op: 'semverGte', value: '2.1' },
      { attribute: 'country', op: 'startsWith', value: ['S', 'D'] },
    ]
    flag[`flag-${n}`] = {
      revision: n + 1,
      hash: n.toString(16).padStart(16, '0'),
      type: 'boolean',
      enabled: true,
      offVariant: 'off',
      variants: { on: true, off: false },
      targets: [{ attribute: 'targetingKey', values: ['u-1', 'u-2'], variant: 'on' }],
      rules: [{ id: 'r1', if: { all: conditions }, serve: split }],
      fallthrough: split,
    }
  }
  return { project: 'p', environment: 'e', environmentId: 'e', epoch: 1, revision: FLAGS, items: { flag, segment: {} } }
}

const context = `{ targetingKey: request.headers.get('x-user') ?? 'u-51', plan: 'pro', version: '2.3.1', country: 'SE' }`
/** Reads so many flags in one request, with all that an app does for it. */
const reading = (reads) => `
  import { createEdgeClient } from '@halyard/edge'
  export default { async fetch(request, env, ctx) {
    const flags = createEdgeClient({ url: env.URL, sdkKey: 'hal_sdk_bench_secret', maxAgeMs: 60_000 })
    await flags.ready(ctx)
    const context = ${context}
    let on = 0
    for (let n = 0; n < ${reads}; n += 1) if (flags.boolean('flag-' + n % ${FLAGS}, false, context)) on += 1
    return new Response(String(on))
  } }`
const WORKERS = {
  'no flags': `export default { async fetch(request) { const context = ${context}; return new Response(String(context.plan.length)) } }`,
  'one flag': reading(1),
  'a hundred flags': reading(FLAGS),
}

const { digestOf } = await import('@halyard/protocol')
const document = ruleset()
const body = JSON.stringify({ ruleset: document, digest: digestOf(document.items), reason: 'poll', ageMs: 0 })
const server = createServer((_, response) => void response.setHeader('content-type', 'application/json').end(body))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const env = { URL: `http://127.0.0.1:${server.address().port}` }

async function bundle(contents) {
  const stdin = { contents, resolveDir: FOLDER, loader: 'ts' }
  const options = { bundle: true, minify: true, write: false, format: 'esm', target: 'es2022' }
  const { outputFiles } = await build({ stdin, ...options, conditions: ['@halyard/source'] })
  return outputFiles[0].text
}

/** workerd processes by id, with the CPU time that each has used. */
function cpuUs() {
  const used = new Map()
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
      const [, , parent, ...rest] = stat.slice(stat.lastIndexOf(')')).split(' ')
      const isOurs = stat.includes('(workerd)') && Number(parent) === process.pid
      if (isOurs) used.set(id, (Number(rest[9]) + Number(rest[10])) * TICK_US)
    } catch {} // It ended meanwhile.
  }
  return used
}
const total = (used) => [...used.values()].reduce((sum, us) => sum + us, 0)

async function ask(url, count) {
  let left = count
  const one = async () => {
    while (left-- > 0) await (await fetch(url, { headers: { 'x-user': `u-${left}` } })).text()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

async function measure(script) {
  const beganMs = performance.now()
  const workerd = new Miniflare({ modules: true, script, compatibilityDate: '2026-04-01', bindings: env })
  const url = await workerd.ready
  const readyMs = performance.now()
  await (await fetch(url)).text()
  const firstMs = performance.now() - readyMs
  await ask(url, REQUESTS / 4)
  const before = total(cpuUs())
  await ask(url, REQUESTS)
  const us = (total(cpuUs()) - before) / REQUESTS
  await workerd.dispose()
  return { us, firstMs, bootMs: readyMs - beganMs }
}

const scripts = await Promise.all(Object.entries(WORKERS).map(async ([name, source]) => [name, await bundle(source)]))
const results = new Map(scripts.map(([name]) => [name, []]))
// The first round warms the disk's cache, and counts for nothing.
for (let round = -1; round < ROUNDS; round += 1) {
  for (const [name, script] of scripts) {
    const result = await measure(script)
    if (round >= 0) results.get(name).push(result)
  }
}
server.close()

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const spread = (values, digits) =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`
console.log(
  `${ROUNDS} rounds of ${REQUESTS} requests, ${FLAGS} flags in ${(body.length / 1024).toFixed(0)} KB; median (lowest–highest)`,
)
for (const [name, rounds] of results) {
  const us = spread(
    rounds.map((r) => r.us),
    0,
  )
  const first = spread(
    rounds.map((r) => r.firstMs),
    1,
  )
  console.log(
    `${name.padEnd(16)} ${us.padStart(18)} µs of CPU per request   ${first.padStart(18)} ms to the first answer`,
  )
}
