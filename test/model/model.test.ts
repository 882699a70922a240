/** What the model is made of: no part of it stands in for a module that ships. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Coverage } from './checks.ts'
import { UNREACHABLE } from './histories.ts'
import { loadProduction } from './load.ts'
import { World } from './world.ts'

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
