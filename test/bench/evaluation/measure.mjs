// One contestant in a process of its own: checked, then timed or weighed. Prints one line of JSON.
// Weighing needs --expose-gc and a young generation so large that nothing is collected meanwhile. Timing needs Node as
// it comes: so large a young generation costs those who allocate dearly.
import assert from 'node:assert/strict'
import { PerformanceObserver, performance } from 'node:perf_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { check, reader } from './check.mjs'
import { mixedRules, contexts as plain, workloads } from './workloads.mjs'

const WARM_MS = 200
const TIMED_MS = 100
const WEIGHED_BYTES = 100 * 1024 * 1024

const [what, lacks, name, option] = process.argv.slice(2)
const { create } = await import(`./${name}.mjs`)

/** Calls in a batch, each with the next context; what they return is kept from being optimised away. */
function batchOf(contestant, { flags, all }, contexts) {
  const [{ key }] = flags
  const read = all ? (_, context) => contestant.all(context) : reader(contestant, flags[0])
  let next = 0
  let sink
  const sync = (n) => {
    for (let i = 0; i < n; i++) {
      sink = read(key, contexts[next])
      next = next === contexts.length - 1 ? 0 : next + 1
    }
    return sink
  }
  const async = async (n) => {
    for (let i = 0; i < n; i++) {
      sink = await read(key, contexts[next])
      next = next === contexts.length - 1 ? 0 : next + 1
    }
    return sink
  }
  return contestant.isAsync || (all && contestant.isAllAsync) ? async : sync
}

/** @returns nanoseconds per call in the median batch: what else the machine does spoils some batches, not most. */
async function time(batch, size, ms) {
  const times = []
  const until = performance.now() + ms
  while (performance.now() < until) {
    const startedAt = performance.now()
    const pending = batch(size)
    if (pending instanceof Promise) await pending
    times.push(((performance.now() - startedAt) * 1e6) / size)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
}

/** @returns bytes allocated per call, the least of three counts in which nothing was collected. */
async function weigh(batch, calls) {
  const collections = []
  const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()))
  const counts = []
  for (let i = 0; i < 3; i++) {
    globalThis.gc()
    await turn()
    observer.observe({ entryTypes: ['gc'] })
    const before = process.memoryUsage().heapUsed
    const pending = batch(calls)
    if (pending instanceof Promise) await pending
    const after = process.memoryUsage().heapUsed
    await turn()
    collections.push(...observer.takeRecords())
    observer.disconnect()
    assert.equal(collections.length, 0, 'something was collected while bytes were counted')
    counts.push((after - before) / calls)
  }
  return Math.max(0, Math.min(...counts))
}

async function weighed(batch, perCall) {
  // A first guess at the bytes says how many calls fit into what may not be collected.
  const guess = await weigh(batch, Math.round(5000 / perCall))
  return weigh(batch, Math.min(500_000, Math.floor(WEIGHED_BYTES / Math.max(guess, 50))))
}

/** One client holds the flags of all these workloads, as an app's does: no engine gets to know one kind of flag only. */
async function measure(together) {
  const flags = together.flatMap((workload) => workload.flags)
  const contestant = await create(flags, mixedRules, option)
  const contexts = plain.map(contestant.context)
  if (what !== 'time') for (const workload of together) await check(contestant, workload, contexts)
  const batches = together.map((workload) => ({ ...workload, batch: batchOf(contestant, workload, contexts) }))
  const roughNs = new Map()
  for (let round = 0; round < 3; round++)
    for (const { title, batch } of batches) roughNs.set(title, await time(batch, 20, WARM_MS / 3))
  const results = {}
  for (const { title, batch, perCall } of batches) {
    const size = Math.max(1, Math.round(5e5 / roughNs.get(title)))
    results[title] = await (what === 'time' ? time(batch, size, TIMED_MS) : weighed(batch, perCall))
  }
  await contestant.close?.()
  return results
}

const chosen = workloads.filter(({ kind }) => !lacks.split(',').includes(kind))
const [single, all] = [chosen.filter((workload) => !workload.all), chosen.filter((workload) => workload.all)]
console.log(JSON.stringify({ ...(await measure(single)), ...(all.length > 0 && (await measure(all))) }))
process.exit(0)
