// What Halyard's server adds to a Hono server: per GET of a ruleset, to its start, in memory.
//   node test/bench/run.mjs server [seconds per measurement, 2] [rounds, 7]
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { call, freePort, start } from '../kill/processes.mjs'

const script = (name) => fileURLToPath(new URL(name, import.meta.url))
const token = 'a-token-that-only-this-benchmark-knows-0123456789'
const FLAGS = 100
const MANY_FLAGS = 500
// After half a minute without work V8 gives back what starting took.
const IDLE_MS = 60_000
const IDLE_ROUNDS = 3

export async function run([seconds = '2', rounds = '7']) {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'))
  try {
    await requests(join(folder, 'requests'), seconds, Number(rounds))
    await starts(join(folder, 'starts'), Number(rounds))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return 0
}

async function requests(folder, seconds, rounds) {
  const halyard = await startHalyard(folder)
  const sdkKey = await fill(halyard.url, FLAGS)
  const key = `Authorization: Bearer ${sdkKey}`
  const first = await fetch(`${halyard.url}/sdk/v1/ruleset`, { headers: { Authorization: `Bearer ${sdkKey}` } })
  const { length } = await first.text()
  const bare = await startBare(String(length))
  const rows = {
    200: { halyard: [key], bare: [key] },
    304: {
      halyard: [key, `If-None-Match: ${first.headers.get('etag')}`],
      bare: [key, 'If-None-Match: "1.1.0123456789abcdef"'],
    },
  }
  for (const [status, heads] of Object.entries(rows)) {
    const rates = { halyard: [], bare: [] }
    for (let round = 0; round < rounds; round += 1) {
      for (const [who, { port }] of Object.entries({ halyard, bare })) {
        const args = [script('requests.mjs'), String(port), seconds, ...heads[who]]
        rates[who].push(Number(execFileSync(process.execPath, args, { encoding: 'utf8' })))
      }
    }
    const ratio = (median(rates.halyard) / median(rates.bare)).toFixed(2)
    console.log(
      `GET ruleset ${status}, ${FLAGS} flags, ${length} bytes: ${spread(rates.halyard, 0)}/s, bare Hono ${spread(rates.bare, 0)}/s: ${ratio}×`,
    )
  }
  for (const { child } of [halyard, bare]) child.kill('SIGKILL')
}

async function starts(folder, rounds) {
  const made = await startHalyard(folder)
  await fill(made.url, MANY_FLAGS)
  await ended(made.child, 'SIGTERM')
  const begin = { halyard: () => startHalyard(folder), bare: () => startBare('0') }
  const readyMs = { halyard: [], bare: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const [who, server] of Object.entries(begin)) {
      const { child, readyMs: tookMs } = await server()
      readyMs[who].push(tookMs)
      await ended(child, 'SIGTERM')
    }
  }
  console.log(
    `start to ready, ${MANY_FLAGS} flags: ${spread(readyMs.halyard, 0)} ms, empty Hono ${spread(readyMs.bare, 0)} ms`,
  )
  const fresh = { halyard: [], bare: [] }
  const idle = { halyard: [], bare: [] }
  for (let round = 0; round < IDLE_ROUNDS; round += 1) {
    const both = { halyard: await begin.halyard(), bare: await begin.bare() }
    for (const who of ['halyard', 'bare']) fresh[who].push(rssMb(both[who].child.pid))
    await sleep(IDLE_MS)
    for (const who of ['halyard', 'bare']) idle[who].push(rssMb(both[who].child.pid))
    for (const { child } of Object.values(both)) await ended(child, 'SIGTERM')
  }
  for (const [when, memory] of Object.entries({ 'just started': fresh, 'idle for a minute': idle })) {
    console.log(`resident, ${when}: ${spread(memory.halyard, 1)} MB, empty Hono ${spread(memory.bare, 1)} MB`)
  }
}

async function startHalyard(folder) {
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    HALYARD_DATA_DIR: folder,
    HALYARD_ADMIN_TOKEN: token,
    HALYARD_RATE_ADMIN: '1000000',
    HALYARD_RATE_POLL: '100000000',
  }
  return ready(port, () => start(script('../../../server/dist/bundle/main.js'), [], { env }))
}

async function startBare(length) {
  const port = await freePort()
  return ready(port, () => start(script('bare-hono.mjs'), [String(port), length]))
}

/** Starts a server and asks until it answers. */
async function ready(port, begin) {
  const from = performance.now()
  const child = begin()
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(2)
  return { port, url, child, readyMs: performance.now() - from }
}

/** Flags of a common kind, in production. @returns an SDK key. */
async function fill(url, count) {
  const project = `${url}/api/v1/projects/default`
  const environment = `${project}/environments/production`
  for (let n = 0; n < count; n += 1) {
    await call('POST', `${project}/flags`, { token, body: { key: `flag-${n}` } })
    const rule = { if: { attribute: 'plan', op: 'in', value: ['pro', 'team'] }, serve: { variant: 'on' } }
    const fallthrough = { split: { weights: { on: 10_000, off: 90_000 } } }
    const body = { enabled: true, offVariant: 'off', rules: [rule], fallthrough }
    await call('PUT', `${environment}/flags/flag-${n}`, { token, body })
  }
  const made = await call('POST', `${environment}/keys`, { token, body: { kind: 'sdk', name: 'bench' } })
  return JSON.parse(made).secret
}

async function ended(child, signal) {
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await end
}

function rssMb(pid) {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
  return (Number(pages) * 4_096) / 2 ** 20
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

function spread(values, digits) {
  const all = values.toSorted((a, b) => a - b)
  return `${median(values).toFixed(digits)} (${all[0].toFixed(digits)}–${all.at(-1).toFixed(digits)})`
}
