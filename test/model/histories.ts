/** Many histories, one after the other, and what happened in them. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { Coverage } from './checks.ts'
import { loadProduction } from './load.ts'
import { SERVER_OF_TOMORROW } from './skew.ts'
import { World } from './world.ts'

const { HALYARD_MODEL_HISTORIES } = process.env

/** Two test files live through half of them each, side by side. */
export const HALF = Math.ceil(Number(HALYARD_MODEL_HISTORIES ?? 20_000) / 2)

/** Of each transition and event: once in 100 histories, 1,000 times in the full run's 100,000. */
const LEAST = HALF / 100

/**
 * Cells of the table that no app can reach, kept for totality: a client starts as it is made and has asked for nothing
 * before; a stream opens once, before it says anything; and neither SDK tells a refusal in mid-stream from another end.
 */
const UNREACHABLE = ['idle + fetch failed', 'idle + fetch refused', 'idle + close', 'live + opened', 'live + refused']

/**
 * Lives through histories with successive seeds.
 * @throws Error with the seed of the first in which an invariant does not hold
 */
export async function live(first: number, count: number): Promise<Coverage> {
  const coverage = new Coverage()
  const worlds = await Promise.all([loadProduction(), loadProduction(SERVER_OF_TOMORROW)])
  let [steps, minutes] = [0, 0]
  const startedAt = performance.now()
  for (let seed = first; seed < first + count; seed++) {
    const production = worlds[seed % 2] ?? worlds[0]
    const world = new World({ seed, production, coverage, isOfTomorrow: seed % 2 === 1 })
    const beganAt = world.time.now
    await world.run().catch((error: unknown) => {
      throw new Error(
        `HALYARD_MODEL_SEED=${seed} at ${Math.round((world.time.now - beganAt) / 1_000)} s: ${String(error)}`,
      )
    })
    // A history never leaves this process alone: here it may speak with the test runner.
    await new Promise((resolve) => setImmediate(resolve))
    steps += world.time.steps
    minutes += (world.time.now - beganAt) / 60_000
  }
  const perSecond = Math.round((minutes / (performance.now() - startedAt)) * 1_000)
  console.log(`${count} histories, ${Math.round(minutes)} simulated minutes (${perSecond} per second), ${steps} steps`)
  console.log(table(coverage))
  return coverage
}

/** @returns transitions and events that happened too rarely to say that they were tried. */
export function tooRare(coverage: Coverage): string[] {
  const expected = expectedNames()
  expect(expected.length).toBeGreaterThan(60)
  return expected.filter((name) => coverage.of(name) < LEAST).map((name) => `${name}: ${coverage.of(name)}`)
}

/** @returns what no app can reach, and one did. */
export function reached(coverage: Coverage): string[] {
  return UNREACHABLE.filter((cell) => coverage.of(`client: ${cell}`) > 0)
}

/** What docs/connection.md says can happen, and every event and outcome. */
function expectedNames(): string[] {
  const docs = readFileSync(new URL('../../docs/connection.md', import.meta.url), 'utf8')
  const lines = docs.split('\n').filter((line) => line.startsWith('|'))
  const head = lines.findIndex((line) => /\| idle \| loading \|/.test(line))
  const cellsOf = (line = ''): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const kinds = cellsOf(lines[head]).slice(1)
  const rows = lines.slice(head + 2).filter((line) => line.startsWith('| **'))
  const cells = rows.flatMap((line) => {
    const [name = '', ...to] = cellsOf(line)
    return to.flatMap((cell, index) => (cell === '·' ? [] : [`${kinds[index]} + ${name.replaceAll('*', '')}`]))
  })
  const events = ['snapshot', 'change', 'heartbeat', 'goodbye'].map((name) => `event: ${name}`)
  const reachable = cells.filter((cell) => !UNREACHABLE.includes(cell)).map((cell) => `client: ${cell}`)
  return [...reachable, ...events, 'strange: unknown', 'strange: malformed']
}

function table({ counts }: Coverage): string {
  const rows = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return rows.map(([name, count]) => `${String(count).padStart(9)}  ${name}`).join('\n')
}
