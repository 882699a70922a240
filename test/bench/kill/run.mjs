import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bare, halyard } from './contestants.mjs'

const RUNS = 5
const TURNS = 100
// Until SQLite writes over its log instead of making it longer, and the code is compiled.
const WARM_TURNS = 1_000
// A file's time moves on 250 times a second, and a commit pays for that once per tick: twice what it costs otherwise.
// Kills come alone, so each pays; a bare loop without a pause would pay for one commit in twenty.
const PAUSE_MS = 5
const TARGET = 1.5

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const ascending = (numbers) => [...numbers].sort((a, b) => a - b)

/** Turn by turn, so that whatever else the machine does meets all alike. @returns times by contestant, ascending. */
async function interleaved(contestants) {
  const times = contestants.map(() => [])
  for (let i = 0; i < TURNS; i++) {
    for (const [at, [, contestant]] of contestants.entries()) {
      await sleep(PAUSE_MS)
      times[at].push(await contestant.turn())
    }
  }
  return times.map(ascending)
}

/** @returns the exit code: 1 when the target is missed. */
export async function run() {
  if (!existsSync(new URL('../../../server/dist/main.js', import.meta.url))) throw new Error('the server is not built')
  const folder = await mkdtemp(join(tmpdir(), 'halyard-bench-'))
  const contestants = []
  try {
    contestants.push(['commit + socket write', await bare(folder, 'one', false)])
    contestants.push(['the same behind HTTP POST', await bare(folder, 'one', true)])
    contestants.push(["a kill's rows behind POST", await bare(folder, 'kill', true)])
    contestants.push(['halyard: kill → applied', await halyard(folder)])
    for (const [, contestant] of contestants) for (let i = 0; i < WARM_TURNS; i++) await contestant.turn()
    const runs = new Map(contestants.map(([name]) => [name, []]))
    for (let i = 0; i < RUNS; i++) {
      const times = await interleaved(contestants)
      for (const [at, [name]] of contestants.entries()) runs.get(name).push(times[at])
    }
    return report(runs)
  } finally {
    for (const [, contestant] of contestants) contestant.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function report(runs) {
  console.log(
    `\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; ${RUNS} runs of ${TURNS}, interleaved turn by turn, ${PAUSE_MS} ms apart.\n`,
  )
  console.log(`${'ms'.padEnd(26)}  median  spread, %     p10     p99  times bare`)
  const medians = new Map([...runs].map(([name, all]) => [name, ascending(all.map((times) => at(times, 0.5)))]))
  const [[, [, , bareMs]]] = medians
  let ratio = 0
  for (const [name, all] of runs) {
    const of = medians.get(name)
    const median = at(of, 0.5)
    const spread = ((of.at(-1) - of[0]) / median) * 100
    const flat = ascending(all.flat())
    ratio = median / bareMs
    const cells = [
      median.toFixed(2).padStart(6),
      spread.toFixed(0).padStart(9),
      at(flat, 0.1).toFixed(2).padStart(6),
      at(flat, 0.99).toFixed(2).padStart(6),
      ratio.toFixed(2).padStart(10),
    ]
    console.log(`${name.padEnd(26)}  ${cells.join('  ')}`)
  }
  if (ratio <= TARGET) return 0
  console.log(`missed: ${ratio.toFixed(2)} times the bare loop, at most ${TARGET} wanted`)
  return 1
}
