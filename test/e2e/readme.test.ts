import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { lifetime } from '../support/lifetime.ts'
import { ADMIN_TOKEN, startServer } from '../support/server.ts'

const { keep } = lifetime()

/** The README's `sh` blocks that are marked as its story, as one script. */
function story(): string {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')
  const blocks = [...readme.matchAll(/<!-- run: story -->\n```sh\n([\s\S]*?)```/g)]
  return blocks.map(([, commands]) => commands).join('\n')
}

test('the README takes a newcomer from the first flag to a kill and back', async () => {
  const server = keep(await startServer())
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', story()], {
    env: { PATH: process.env['PATH'], HALYARD_URL: server.url, HALYARD_TOKEN: ADMIN_TOKEN },
  })
  const [created, configured, key, ramped, killed, restored, history] = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(created).toMatchObject({ key: 'new-checkout', type: 'boolean' })
  expect(configured).toMatchObject({ enabled: true, killed: false })
  expect(key?.['secret']).toMatch(/^hal_sdk_/)
  expect(ramped?.['fallthrough']).not.toEqual(configured?.['fallthrough'])
  expect(killed).toMatchObject({ killed: true, enabled: true, fallthrough: ramped?.['fallthrough'] })
  expect(restored).toMatchObject({ killed: false, fallthrough: ramped?.['fallthrough'] })
  expect(history?.['items']).toMatchObject([{ action: 'flag.restore' }, { action: 'flag.kill' }, {}, {}, {}])
})
