import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { DOWN } from './down.ts'
import { LOGIC } from './item.ts'
import { REMOTE } from './remote.ts'
import { SCALARS } from './shape.ts'
import { UP } from './up.ts'
import { PROTOCOL_FINGERPRINT, PROTOCOL_VERSION } from './version.ts'

test('the wire does not change without a word: another fingerprint needs another version, or a reason in its commit', () => {
  const scalars = Object.fromEntries(Object.entries(SCALARS).map(([name, pattern]) => [name, pattern.source]))
  const described = canonicalJson({
    version: PROTOCOL_VERSION,
    down: DOWN,
    up: UP,
    remote: REMOTE,
    logic: LOGIC,
    scalars,
  })
  expect(createHash('sha256').update(described).digest('hex').slice(0, 16)).toBe(PROTOCOL_FINGERPRINT)
})
