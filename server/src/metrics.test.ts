import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('while the database cannot be read, what it would say is left out and everything else is told', async () => {
  const metrics = createMetrics({ withProcess: false })
  let isThere = true
  const read = <T>(value: T): T => {
    if (!isThere) throw new Error('the database is damaged')
    return value
  }
  metrics.observeWebhooks(() => read(3))
  metrics.observeAudit(() => read([{ project: 'default', seq: 42 }]))
  metrics.observe({ ageMs: () => 31_000, rulesets: () => [], fullness: () => [], isWritable: () => isThere })
  const values = async (): Promise<readonly string[]> =>
    (await metrics.text()).body.split('\n').filter((line) => /^halyard_(?:webhook|audit|state_age|writable)/.test(line))
  const all = [
    'halyard_webhook_backlog 3',
    'halyard_audit_entries{project="default"} 42',
    'halyard_state_age_seconds 31',
    'halyard_writable 1',
  ]
  expect(await values()).toEqual(all)
  isThere = false
  expect(await values()).toEqual(['halyard_state_age_seconds 31', 'halyard_writable 0'])
  isThere = true
  expect(await values()).toEqual(all)
})
