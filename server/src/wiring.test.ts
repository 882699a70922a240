import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { createAdminRoutes } from './http/admin/routes.ts'
import { ChangeStreams } from './live/change-streams.ts'
import { testConnections } from './services/test-connections.ts'
import { createServiceDeps, openHalyard, resetAdminToken } from './wiring.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halyard-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const configOf = (env: Record<string, string> = {}) => readConfig({ HALYARD_DATA_DIR: folder, ...env })

test('a first start makes an admin token; later ones know it, and a reset replaces it at once', async () => {
  const first = await openHalyard(configOf())
  const token = first.issueAdminToken() ?? ''
  expect(token).toMatch(/^hal_api_\w{12}_\w{40}_[0-9a-f]{8}$/)
  await first.close()
  const second = await openHalyard(configOf())
  expect(second.issueAdminToken()).toBeUndefined()
  expect(await second.tokens.actorByToken(token)).toMatchObject({ role: 'admin' })
  expect(await second.tokens.actorByToken(`${token}x`)).toBeUndefined()
  const replaced = resetAdminToken(configOf())
  expect(await second.tokens.actorByToken(token)).toBeUndefined()
  expect(await second.tokens.actorByToken(replaced)).toMatchObject({ role: 'admin' })
  await second.close()
})

test('a configured token counts alone, and cannot be reset behind its back', async () => {
  const config = configOf({ HALYARD_ADMIN_TOKEN: 'x'.repeat(32) })
  const halyard = await openHalyard(config)
  expect(halyard.issueAdminToken()).toBeUndefined()
  expect(await halyard.tokens.actorByToken('x'.repeat(32))).toMatchObject({ role: 'admin' })
  expect(() => resetAdminToken(config)).toThrow(/HALYARD_ADMIN_TOKEN/)
  await halyard.close()
})

test('no secret is written to the disk', async () => {
  const config = configOf()
  const halyard = await openHalyard(config)
  const token = halyard.issueAdminToken() ?? ''
  const deps = createServiceDeps(halyard, config, testConnections())
  const changeStreams = new ChangeStreams((listener) => halyard.auditLog.onAppend(listener))
  const routes = createAdminRoutes({ ...deps, tokens: halyard.tokens, changeStreams, report: () => undefined })
  const answer = await routes.request('/projects/default/environments/production/keys', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'sdk', name: 'api' }),
  })
  const { id, secret } = (await answer.json()) as { id: string; secret: string }
  const bytes = () =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('')
  expect(bytes()).toContain(id)
  for (const text of [secret, secret.split('_')[3] ?? '', token]) expect(bytes()).not.toContain(text)
  await halyard.close()
})

test('where the database was moved away, counts are refused as every other write is, and taken when it is back', async () => {
  const halyard = await openHalyard(configOf())
  const [file, away] = [join(folder, 'halyard.db'), join(folder, 'away.db')]
  const row = { environmentId: 'e', flag: 'f', atMs: 0, variant: 'on', sdk: 'node/1.0.0', n: 1 }
  renameSync(file, away)
  expect(() => halyard.evaluationCounts.add([row])).toThrow(/was removed, replaced or cut short/)
  renameSync(away, file)
  halyard.evaluationCounts.add([row])
  expect(halyard.evaluationCounts.of('e', 'f', 0, 1)).toEqual([row])
  await halyard.close()
})
