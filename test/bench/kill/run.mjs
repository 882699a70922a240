import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bare, halyard } from './contestants.mjs'

const RUNS = 5
const TURNS = 100
const WARM_TURNS = 100
const TARGET = 2

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const ascending = (numbers) => [...numbers].sort((a, b) => a - b)

async function turns(contestant, n) {
  const times = []
  for (let i = 0; i < n; i++) times.push(await contestant.turn())
  return ascending(times)
}

/** @returns the exit code: 1 when the target is missed. */
export async function run() {
  if (!existsSync(new URL('../../../server/dist/main.js', import.meta.url))) throw new Error('the server is not built')
  const folder = await mkdtemp(join(tmpdir(), 'halyard-bench-'))
  const contestants = []
  try {
    contestants.push(['commit + socket write', await bare(folder, false)])
    contestants.push(['the same behind HTTP POST', await bare(folder, true)])
    contestants.push(['halyard: kill → applied', await halyard(folder)])
    for (const [, contestant] of contestants) await turns(contestant, WARM_TURNS)
    const runs = new Map(contestants.map(([name]) => [name, []]))
    for (let i = 0; i < RUNS; i++) {
      for (const [name, contestant] of contestants) runs.get(name).push(await turns(contestant, TURNS))
    }
    return report(runs)
  } finally {
    for (const [, contestant] of contestants) contestant.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function report(runs) {
  console.log(
    `\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; ${RUNS} interleaved runs of ${TURNS}.\n`,
  )
  console.log(`${'ms'.padEnd(26)}  median  spread, %     p99  times bare`)
  const medians = new Map([...runs].map(([name, all]) => [name, ascending(all.map((times) => at(times, 0.5)))]))
  const [[, [, , bareMs]]] = medians
  let ratio = 0
  for (const [name, all] of runs) {
    const of = medians.get(name)
    const median = at(of, 0.5)
    const spread = ((of.at(-1) - of[0]) / median) * 100
    const p99 = at(ascending(all.flat()), 0.99)
    ratio = median / bareMs
    const cells = [
      median.toFixed(2).padStart(6),
      spread.toFixed(0).padStart(9),
      p99.toFixed(2).padStart(6),
      ratio.toFixed(2).padStart(10),
    ]
    console.log(`${name.padEnd(26)}  ${cells.join('  ')}`)
  }
  if (ratio <= TARGET) return 0
  console.log(`missed: ${ratio.toFixed(2)} times the bare loop, at most ${TARGET} wanted`)
  return 1
}
