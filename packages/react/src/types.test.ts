import type { BrowserClient } from '@halyard/browser'
import { expect, expectTypeOf, test } from 'vitest'
import { createTestClient } from './testing/index.ts'
import type { GivenClient } from './types.ts'

test('a provider takes a client whose flags are all of one type', () => {
  expectTypeOf<BrowserClient<{ 'new-checkout': boolean }>>().toExtend<GivenClient>()
  expectTypeOf<BrowserClient>().toExtend<GivenClient>()
  expectTypeOf<{ boolean(): boolean }>().not.toExtend<GivenClient>()
  const client = createTestClient({ 'new-checkout': true })
  const given: GivenClient = client
  expect(given).toBe(client)
})
