import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { DOWN } from './down.ts'
import { UP } from './up.ts'
import { PROTOCOL_FINGERPRINT, PROTOCOL_VERSION } from './version.ts'

test('the wire does not change without a word: another fingerprint needs another version, or a reason in its commit', () => {
  const described = canonicalJson({ version: PROTOCOL_VERSION, down: DOWN, up: UP })
  expect(createHash('sha256').update(described).digest('hex').slice(0, 16)).toBe(PROTOCOL_FINGERPRINT)
})
