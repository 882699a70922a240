/**
 * Thousands of histories of an installation in which everything goes wrong, on the modules that ship.
 * `HALYARD_MODEL_SEED=<n>` runs one history again; `HALYARD_MODEL_HISTORIES=<n>` runs so many.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Coverage } from './checks.ts'
import { loadProduction } from './load.ts'
import { SERVER_OF_TOMORROW } from './skew.ts'
import { World } from './world.ts'

const { HALYARD_MODEL_SEED: SEED, HALYARD_MODEL_HISTORIES } = process.env
const HISTORIES = Number(HALYARD_MODEL_HISTORIES ?? 20_000)
/** How often each transition and event must happen: 1,000 times in the full run's 100,000 histories. */
const LEAST = HISTORIES / 100

/**
 * Cells of the table that no app can reach, kept for totality: a client starts as it is made and has asked for nothing
 * before; a stream opens once, before it says anything; and neither SDK tells a refusal in mid-stream from another end.
 */
const UNREACHABLE = ['idle + fetch failed', 'idle + fetch refused', 'idle + close', 'live + opened', 'live + refused']

test('every visible state was committed, none goes back, all agree when faults stop', {
  timeout: 3_600_000,
}, async () => {
  const coverage = new Coverage()
  const worlds = await Promise.all([loadProduction(), loadProduction(SERVER_OF_TOMORROW)])
  const [first, count] = SEED === undefined ? [1, HISTORIES] : [Number(SEED), 1]
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
    steps += world.time.steps
    minutes += (world.time.now - beganAt) / 60_000
  }
  const tookMs = performance.now() - startedAt
  const perSecond = Math.round((minutes / tookMs) * 1_000)
  console.log(`${count} histories, ${Math.round(minutes)} simulated minutes (${perSecond} per second), ${steps} steps`)
  console.log(table(coverage))
  if (SEED === undefined) expect(tooRare(coverage)).toEqual([])
})

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

function tooRare(coverage: Coverage): string[] {
  const expected = expectedNames()
  expect(expected.length).toBeGreaterThan(60)
  return expected.filter((name) => coverage.of(name) < LEAST).map((name) => `${name}: ${coverage.of(name)}`)
}

function table({ counts }: Coverage): string {
  const rows = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return rows.map(([name, count]) => `${String(count).padStart(9)}  ${name}`).join('\n')
}

test('what no app can reach stays out of reach', async () => {
  const coverage = new Coverage()
  const production = await loadProduction()
  for (let seed = 1; seed <= 200; seed++) await new World({ seed, production, coverage }).run()
  expect(UNREACHABLE.filter((cell) => coverage.of(`client: ${cell}`) > 0)).toEqual([])
})

test('the same seed is the same history', async () => {
  const production = await loadProduction()
  const once = async (): Promise<unknown> => {
    const coverage = new Coverage()
    const world = new World({ seed: 7, production, coverage })
    await world.run()
    return [world.time.now, world.time.steps, Object.fromEntries(coverage.counts)]
  }
  expect(await once()).toEqual(await once())
})

test('what runs are the modules that ship, from their sources, and nothing of the model’s own', async () => {
  const { sources } = await loadProduction()
  for (const name of ['stream-state', 'connection', 'stream', 'ruleset-store', 'client', 'face', 'http']) {
    expect(sources).toContain(`packages/sdk-core/src/${name}.ts`)
  }
  for (const name of ['digest', 'down', 'parse', 'state-id'])
    expect(sources).toContain(`packages/protocol/src/${name}.ts`)
  for (const name of ['hub', 'hub-state', 'channel', 'frames', 'ruleset', 'rulesets', 'resume', 'stream-writer']) {
    expect(sources).toContain(`server/src/live/${name}.ts`)
  }
  expect(sources.filter((path) => path.startsWith('test/'))).toEqual(['test/model/production.ts'])
})

test('the model has no state machine of its own, no real timer and no real clock', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const text = files.map((name) => readFileSync(folder + name, 'utf8')).join('\n')
  expect(text).not.toMatch(/function (step|takeSnapshot|takeChange|parseDown|compile|createRulesetStore)\b/)
  expect(text).not.toMatch(/Date\.now\(\)|Math\.random\(\)|globalThis\.setTimeout|node:timers|node:net|node:http\b/)
})
