// `node test/soak/run.mjs --hours 1`: builds, then soaks for so long; fractions are fine. docs/reliability.md, "The soak"
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { hours: { type: 'string', default: '1' } } })
if (!(Number(values.hours) > 0)) {
  console.error(`--hours must be a number above 0, got ${values.hours}`)
  process.exit(2)
}
const { status } = spawnSync(process.execPath, ['scripts/run.mjs', 'test', 'test/soak'], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  env: { ...process.env, HALYARD_SOAK_HOURS: values.hours },
  stdio: 'inherit',
})
process.exit(status ?? 1)
