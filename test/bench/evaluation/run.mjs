import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { workloads } from './workloads.mjs'

const RUNS = 5
const ours = 'halyard'
const contestants = [
  { name: ours, args: ['halyard'] },
  { name: 'halyard, counting', args: ['halyard', 'counting'] },
  { name: 'its evaluator alone', args: ['evaluator'] },
  { name: 'LaunchDarkly', args: ['launchdarkly'], package: '@launchdarkly/node-server-sdk', target: 15 },
  { name: 'flagd-core', args: ['flagd'], package: '@openfeature/flagd-core', target: 3 },
]
/** So large a young generation that nothing is collected while bytes are counted. */
const weighing = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512']
const here = fileURLToPath(new URL('.', import.meta.url))

function measure(what, { name, args }) {
  const child = spawnSync(
    process.execPath,
    [...(what === 'weigh' ? weighing : []), `${here}measure.mjs`, what, ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  if (child.status !== 0) throw new Error(`${name} did not get through its checks`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1))
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

function summary(runs, weight, title) {
  const times = runs.map((run) => run[title])
  return {
    ns: median(times),
    spread: ((Math.max(...times) - Math.min(...times)) / median(times)) * 100,
    bytes: weight[title],
  }
}

const text = (n) => (n >= 100 ? Math.round(n).toLocaleString('en') : n.toFixed(1))

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const line = (row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ')
  return [line(rows[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.slice(1).map(line)].join('\n')
}

function version(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}

/** @returns the exit code: 1 when a target is missed. */
export async function run([only]) {
  const chosen = contestants.filter(({ args }) => !only || args[0] === only)
  const runs = new Map(chosen.map(({ name }) => [name, []]))
  for (let i = 0; i < RUNS; i++) {
    for (const contestant of chosen) runs.get(contestant.name).push(measure('time', contestant))
    console.error(`run ${i + 1} of ${RUNS}`)
  }
  const weights = new Map(chosen.map((contestant) => [contestant.name, measure('weigh', contestant)]))
  const results = new Map(
    chosen.map(({ name }) => [
      name,
      new Map(workloads.map(({ title }) => [title, summary(runs.get(name), weights.get(name), title)])),
    ]),
  )

  console.log(
    `\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; median of ${RUNS} interleaved runs.`,
  )
  for (const { package: name } of chosen) if (name) console.log(`${name} ${version(name)}`)
  const titles = workloads.map(({ title }) => title)
  const heading = (unit) => [unit, ...titles]
  const rows = (cell) =>
    chosen.map((contestant) => [contestant.name, ...titles.map((title) => cell(contestant, title))])
  const of = ({ name }, title) => results.get(name).get(title)
  console.log(`\n${table([heading('ns per call'), ...rows((who, title) => text(of(who, title).ns))])}`)
  console.log(`\n${table([heading('spread, %'), ...rows((who, title) => text(of(who, title).spread))])}`)
  console.log(`\n${table([heading('bytes per call'), ...rows((who, title) => text(of(who, title).bytes))])}`)

  const us = chosen.find(({ name }) => name === ours)
  const others = chosen.filter(({ target }) => target)
  if (!us || others.length === 0) return 0
  const ratio = (who, title) => of(who, title).ns / of(us, title).ns
  const ratios = others.map((who) => [
    `${who.name} (target ${who.target})`,
    ...titles.map((title) => text(ratio(who, title))),
  ])
  console.log(`\n${table([heading(`times ${ours}`), ...ratios])}`)

  const missed = others.flatMap((who) =>
    workloads
      .filter(({ isShownOnly, title }) => !isShownOnly && ratio(who, title) < who.target)
      .map(({ title }) => `${title}: ${text(ratio(who, title))} × ${who.name}`),
  )
  // `all` hands out a record that it has to make; a call that reads one flag has nothing to make.
  const heavy = workloads
    .filter(({ all, title }) => !all && of(us, title).bytes >= 0.5)
    .map(({ title }) => `${title}: allocates`)
  for (const what of [...missed, ...heavy]) console.log(`missed: ${what}`)
  return missed.length + heavy.length > 0 ? 1 : 0
}
