import { expect, test } from 'vitest'
import { EvaluationCounts, OTHER } from './evaluation-counts.ts'
import { LiveRuleset } from './ruleset.ts'
import { TestHistory } from './test-history.ts'

const AT = Date.UTC(2030, 0, 15)

test('where there are more series than metrics take, a flag that is in use is known to be', async () => {
  const history = new TestHistory('e')
  history.commit('e', { a: true, b: true, c: true })
  const state = await history.load('e')
  if (state === undefined) throw new Error('no environment')
  const told: [series: string, flag: string, n: number][] = []
  const options = { maxSeries: 2, maxBatchIds: 10 }
  const counts = new EvaluationCounts((labels, n, { flag }) => told.push([labels.flag, flag, n]), options)
  const batch = ['a', 'b', 'c', 'made-up'].map((flag, n) => ({ flag, variant: 'on', reason: 'STATIC', n: n + 1 }))
  const sent = { batchId: 'b-1', instance: 'i', from: AT, to: AT, revision: 1, counts: batch }
  counts.take(new LiveRuleset(state, 'server'), sent)
  expect(told).toEqual([
    ['a', 'a', 1],
    ['b', 'b', 2],
    [OTHER, 'c', 3],
    [OTHER, OTHER, 4],
  ])
})
