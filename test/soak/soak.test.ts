/**
 * Hours of writes and random faults: after each storm everybody agrees, and nobody grows.
 * `HALYARD_SOAK_HOURS=1 npm test -- test/soak` runs an hour; without it, two short storms see to it that this works.
 * @see docs/reliability.md, "The soak"
 */
import { expect, test } from 'vitest'
import { lifetime } from '../support/lifetime.ts'
import { PATIENCE_MS } from '../support/settle.ts'
import { openInstallation } from './installation.ts'
import { type Sample, slopes } from './memory.ts'
import { storm } from './storm.ts'

const { keep } = lifetime()
const HOURS = Number(process.env['HALYARD_SOAK_HOURS'] ?? 0)
const HOUR_MS = 3_600_000
const STORM_MS = HOURS === 0 ? 4_000 : 20_000
/** Restarts end processes, and with them what they would have leaked: only the first part of the time has them. */
const RESTARTS_SHARE = 0.25
/** By then caches have filled, the database's among them, and heaps have found their size. */
const WARM_SHARE = 0.6
/** What is left of that. */
const GROWTH_MB_PER_HOUR = 20

test('F82 in storms of writes and faults nobody is led astray, and nobody grows', {
  timeout: HOURS * HOUR_MS + 10 * 60_000,
}, async () => {
  const installation = await openInstallation(keep)
  const startedAt = performance.now()
  const elapsed = (): number => (performance.now() - startedAt) / (HOURS * HOUR_MS || 1)
  const samples: Sample[] = []
  let storms = 0
  let writes = 0
  do {
    const mayRestart = storms === 0 || elapsed() < RESTARTS_SHARE
    writes += await storm(installation, STORM_MS, mayRestart)
    await installation.agrees(HOURS === 0 ? PATIENCE_MS : 6 * PATIENCE_MS)
    storms += 1
    if (!mayRestart && (HOURS === 0 || elapsed() > WARM_SHARE)) samples.push(await installation.sample())
    if (HOURS > 0 && storms % 10 === 0) {
      const rss = Object.entries(samples.at(-1)?.rssMb ?? {}).map(([name, mb]) => `${name} ${mb.toFixed(0)} MB`)
      console.log(`${(elapsed() * HOURS * 60).toFixed(0)} min: ${storms} storms, ${writes} writes; ${rss.join(', ')}`)
    }
  } while (storms < 2 || elapsed() < 1)

  const perHour = samples.length < 10 ? {} : slopes(samples)
  console.log(
    `F82: ${storms} storms, ${writes} writes, 0 divergences${Object.entries(perHour)
      .map(([name, mb]) => `; ${name} ${mb.toFixed(1)} MB/h`)
      .join('')}`,
  )
  for (const [name, mb] of Object.entries(HOURS >= 1 ? perHour : {})) {
    expect(mb, `${name} grows by so many MB per hour`).toBeLessThan(GROWTH_MB_PER_HOUR)
  }
})
