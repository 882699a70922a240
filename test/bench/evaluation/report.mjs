// Tables in Markdown, as docs/performance.md has them.
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { workloads } from './workloads.mjs'

const OURS = 'Halyard'
const BARE = 'the bare work'
const FIRST_PEER = 'LaunchDarkly'
const targets = { one: 20, all: 40, fastest: 4.5, bare: 1.3, bytes: 0.5 }

const titles = workloads.map(({ title }) => title)

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

const text = (n) => (n >= 100 ? Math.round(n).toLocaleString('en') : n.toFixed(1))

function table(heading, rows) {
  const lines = [heading, ['---', ...heading.slice(1).map(() => '---:')], ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function version(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}

/** @returns the exit code: 1 when a target is missed. */
export function report(chosen, timed, weights, rounds) {
  const peers = timed.filter((contestant) => contestant.package)
  const times = (name, title) => rounds.map((round) => round.get(name)[title])
  const isAbsent = (name, title) => weights.get(name)[title] === undefined
  /** Of what was measured side by side: what else the machine does slows both. */
  const ratios = (name, title, to) =>
    rounds.map((round) => round.get(name)[title] / round.get(to)[title]).sort((a, b) => a - b)
  const rowsOf = (who, cell) =>
    who.map(({ name }) => [name, ...titles.map((title) => (isAbsent(name, title) ? '–' : cell(name, title)))])

  const spread = (name, title) => {
    const all = times(name, title)
    return Math.round(((Math.max(...all) - Math.min(...all)) / 2 / median(all)) * 100)
  }
  const ns = (name, title) => `${text(median(times(name, title)))} ±${spread(name, title)} %`
  const bytes = (name, title) => text(weights.get(name)[title])
  const span = (name, title, to) => {
    const sorted = ratios(name, title, to)
    return `${text(median(sorted))} (${text(sorted[0])}–${text(sorted.at(-1))})`
  }

  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${rounds.length} rounds.\n`)
  console.log(`${peers.map((peer) => `${peer.name}: ${peer.package} ${version(peer.package)}`).join('; ')}.\n`)
  console.log(`${table(['ns per call', ...titles], rowsOf(timed, ns))}\n`)
  console.log(`${table(['bytes per call', ...titles], rowsOf(chosen, bytes))}\n`)
  for (const { name, notes } of chosen) if (notes) console.log(`- ${name}: ${notes}`)
  for (const [reason, names] of emptyCells(chosen)) console.log(`- No cell (${names.join(', ')}): ${reason}.`)
  if (!rounds[0].has(OURS)) return 0

  const against = (name, title) => span(name, title, OURS)
  const toBare = rounds[0].has(BARE)
    ? [[`${OURS}, times ${BARE}`, ...titles.map((title) => (isAbsent(BARE, title) ? '–' : span(OURS, title, BARE)))]]
    : []
  console.log(`\n${table([`times ${OURS}`, ...titles], [...rowsOf(peers, against), ...toBare])}\n`)
  const floor = rounds[0].has(BARE) && rounds[0].has(FIRST_PEER)
  if (floor) {
    const cells = titles.map((title) => (isAbsent(BARE, title) ? '–' : span(FIRST_PEER, title, BARE)))
    console.log(`${table([`${FIRST_PEER}, times`, ...titles], [[BARE, ...cells]])}\n`)
  }
  const missed = missedTargets(chosen, peers, weights, isAbsent, (...args) => median(ratios(...args)))
  for (const what of missed) console.log(`missed: ${what}`)
  return missed.length > 0 ? 1 : 0
}

/** Why cells are empty, and whose. */
function emptyCells(chosen) {
  const byReason = new Map()
  for (const { name, lacks = {} } of chosen)
    for (const reason of Object.values(lacks)) byReason.set(reason, [...(byReason.get(reason) ?? []), name])
  return byReason
}

function missedTargets(chosen, peers, weights, isAbsent, ratio) {
  const missed = []
  const want = (isMet, what) => isMet || missed.push(what)
  const names = new Set(chosen.map(({ name }) => name))
  for (const { title, all } of workloads.filter(({ isShownOnly }) => !isShownOnly)) {
    const least = all ? targets.all : targets.one
    if (names.has(FIRST_PEER)) {
      const times = ratio(FIRST_PEER, title, OURS)
      want(times >= least, `${title}: ${text(times)} × ${FIRST_PEER}, not ${least}`)
    }
    if (all) continue
    const [fastest] = peers
      .filter(({ name }) => !isAbsent(name, title))
      .map(({ name }) => ({ name, times: ratio(name, title, OURS) }))
      .sort((a, b) => a.times - b.times)
    if (fastest)
      want(
        fastest.times >= targets.fastest,
        `${title}: ${text(fastest.times)} × ${fastest.name}, not ${targets.fastest}`,
      )
    if (names.has(BARE)) {
      const times = ratio(OURS, title, BARE)
      want(times <= targets.bare, `${title}: ${times.toFixed(2)} × the bare work, not ${targets.bare}`)
    }
    // `all` hands out a record that it has to make; a call that reads one flag has nothing to make.
    for (const { name } of chosen.filter(({ isOurs }) => isOurs))
      want(
        weights.get(name)[title] < targets.bytes,
        `${title}: ${name} allocates ${text(weights.get(name)[title])} bytes`,
      )
  }
  return missed
}
