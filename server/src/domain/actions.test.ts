import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ACTIONS } from './actions.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

test('every action that a decision writes into the audit of a project can be asked for by a webhook', () => {
  const written = new Set<string>()
  for (const name of readdirSync(folder)) {
    if (name === 'actions.ts' || name.startsWith('token') || name.endsWith('.test.ts') || !name.endsWith('.ts'))
      continue
    const found = readFileSync(folder + name, 'utf8').matchAll(/'((?:[a-z]+-)?[a-z]+\.[a-z-]+)'/g)
    for (const [, action = ''] of found) written.add(action)
  }
  // The end of an export; and what is written when a restored database is found.
  written.delete('audit.head')
  written.add('environment.raise-epoch')
  written.add('flag.stale')
  expect([...written].sort()).toEqual([...ACTIONS].sort())
})
