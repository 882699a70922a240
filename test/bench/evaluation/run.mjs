import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { contestants } from './contestants.mjs'
import { report } from './report.mjs'

const RUNS = 5
/** So large a young generation that nothing is collected while bytes are counted. */
const weighing = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512']
const here = fileURLToPath(new URL('.', import.meta.url))

function measure(what, { name, args, lacks = {} }) {
  const options = [`${here}measure.mjs`, what, Object.keys(lacks).join(), ...args]
  const child = spawnSync(process.execPath, [...(what === 'weigh' ? weighing : []), ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // As servers run: some log what they decide in any other environment.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (child.status !== 0) throw new Error(`${name} did not get through its checks`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1))
}

/**
 * Checks and weighs everybody, times everybody in interleaved rounds, and prints tables in Markdown.
 * @param only - Modules of contestants (`halyard launchdarkly`); all but extras unless given.
 * @returns the exit code: 1 when a target is missed.
 */
export function run(only) {
  const chosen = contestants.filter(({ args, isExtra }) => (only.length > 0 ? only.includes(args[0]) : !isExtra))
  // First, as only what answers right is worth timing.
  const weights = new Map(chosen.map((contestant) => [contestant.name, measure('weigh', contestant)]))
  console.error('checked and weighed')
  const timed = chosen.filter(({ isWeighedOnly }) => !isWeighedOnly)
  const rounds = []
  for (let i = 0; i < RUNS; i++) {
    rounds.push(new Map(timed.map((contestant) => [contestant.name, measure('time', contestant)])))
    console.error(`round ${i + 1} of ${RUNS}`)
  }
  return report(chosen, timed, weights, rounds)
}
