import { expect, test } from 'vitest'
import { spreadMsFor } from './remote-notices.ts'

test('few ask at once, many over as long as this node needs, nobody waits for more than half a minute', () => {
  expect([0, 1, 50, 51, 1_000, 10_000, 1_000_000].map(spreadMsFor)).toEqual([0, 0, 0, 26, 500, 5_000, 30_000])
})
