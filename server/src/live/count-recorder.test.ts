import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../store/evaluation-counts.ts'
import { SqliteEvaluationCounts } from '../store/sqlite/evaluation-counts.ts'
import { openDatabase } from '../store/sqlite/open.ts'
import { CountRecorder } from './count-recorder.ts'

const NOON = Date.UTC(2030, 0, 15, 12, 30)
const HOUR = NOON - HOUR_MS / 2

function open(nowMs: () => number = () => NOON) {
  const store = new SqliteEvaluationCounts(openDatabase(':memory:'))
  const failures: unknown[] = []
  const recorder = new CountRecorder({ store, nowMs, onFailure: (error) => failures.push(error) })
  const rows = (flag = 'f') =>
    store.of('e', flag, 0, Number.MAX_SAFE_INTEGER).map(({ atMs, variant, sdk, n }) => [atMs, variant, sdk, n])
  return { store, recorder, rows, failures }
}

test('counts add up by hour, variant and SDK, across flushes', async () => {
  const { recorder, rows } = open()
  recorder.add('e', 'f', 'on', 'node/1.0.0', 2)
  recorder.add('e', 'f', 'on', 'node/1.0.0', 3)
  recorder.add('e', 'f', 'off', 'browser/1.0.0', 1)
  await recorder.flush()
  recorder.add('e', 'f', 'on', 'node/1.0.0', 5)
  await recorder.stop()
  expect(rows()).toEqual([
    [HOUR, 'off', 'browser/1.0.0', 1],
    [HOUR, 'on', 'node/1.0.0', 10],
  ])
})

test('how often is counted, and not how many rows: a hundred of one kind are a hundred', async () => {
  const { recorder, store } = open()
  recorder.add('e', 'f', 'on', 'node/1.0.0', 98)
  recorder.add('e', 'g', 'on', 'node/1.0.0', 1)
  recorder.add('elsewhere', 'f', 'on', 'node/1.0.0', 100)
  await recorder.flush()
  expect(store.hasCounted('e', 100)).toBe(false)
  recorder.add('e', 'f', 'on', 'node/1.0.0', 1)
  await recorder.stop()
  expect(store.hasCounted('e', 100)).toBe(true)
})

test('what an SDK calls itself cannot grow the table', async () => {
  const { recorder, store } = open()
  for (let i = 0; i < 100; i++) recorder.add('e', 'f', 'on', `sdk${i}/1.0.0`, 1)
  for (const sdk of [undefined, '', 'x'.repeat(100), 'a\n/1', '<b>/1']) recorder.add('e', 'f', 'on', sdk, 1)
  await recorder.stop()
  const rows = store.of('e', 'f', 0, Number.MAX_SAFE_INTEGER)
  expect(rows.length).toBe(33)
  expect(rows.find(({ sdk }) => sdk === '(other)')?.n).toBe(73)
})

test('a week later hours are days, after three months they are gone', async () => {
  let nowMs = NOON
  const { recorder, rows } = open(() => nowMs)
  recorder.add('e', 'f', 'on', 'node/1.0.0', 2)
  nowMs += HOUR_MS
  recorder.add('e', 'f', 'on', 'node/1.0.0', 3)
  await recorder.flush()
  nowMs += 8 * DAY_MS
  await recorder.flush()
  expect(rows()).toEqual([[Date.UTC(2030, 0, 15), 'on', 'node/1.0.0', 5]])
  nowMs += 90 * DAY_MS
  await recorder.stop()
  expect(rows()).toEqual([])
})

test('what cannot be written now is written later, of the hour in which it was counted', async () => {
  let nowMs = NOON
  const { recorder, store, rows, failures } = open(() => nowMs)
  const add = store.add.bind(store)
  store.add = () => {
    throw new Error('the disk is full')
  }
  recorder.add('e', 'f', 'on', 'node/1.0.0', 2)
  recorder.addAttributes('e', 'server', ['plan'])
  await recorder.flush()
  expect([failures.length, rows()]).toEqual([1, []])
  store.add = add
  nowMs += HOUR_MS
  recorder.add('e', 'f', 'on', 'node/1.0.0', 3)
  await recorder.stop()
  expect(rows()).toEqual([
    [HOUR, 'on', 'node/1.0.0', 2],
    [HOUR + HOUR_MS, 'on', 'node/1.0.0', 3],
  ])
  expect(store.attributesIn('e')).toMatchObject([{ name: 'plan' }])
})

test('names of attributes are kept, each once, and of very many those that were seen last', async () => {
  let nowMs = NOON
  const { recorder, store } = open(() => nowMs)
  const names = () => store.attributesIn('e').map(({ name }) => name)
  const flood = (from: number) =>
    recorder.addAttributes(
      'e',
      'server',
      Array.from({ length: 300 }, (_, index) => `${from}-${index}`),
    )
  recorder.addAttributes('e', 'server', ['plan', 'country', 'plan', 'line\nbreak', '', 'x'.repeat(129)])
  await recorder.flush()
  expect(store.attributesIn('e')).toEqual([
    { name: 'country', audience: 'server', firstMs: NOON, lastMs: NOON },
    { name: 'plan', audience: 'server', firstMs: NOON, lastMs: NOON },
  ])
  nowMs += 1_000
  for (let batch = 0; batch < 10; batch++) flood(batch)
  await recorder.flush()
  expect(names()).toEqual(expect.arrayContaining(['plan', 'country', '0-199']) as unknown)
  expect(names()).toHaveLength(1_000)
  nowMs += 2 * DAY_MS
  recorder.addAttributes('e', 'server', ['plan', 'later'])
  await recorder.flush()
  expect(store.attributesIn('e')).toContainEqual({ name: 'plan', audience: 'server', firstMs: NOON, lastMs: nowMs })
  expect([names().includes('later'), names().length]).toEqual([true, 1_000])
  nowMs += 91 * DAY_MS
  recorder.addAttributes('e', 'server', ['new'])
  await recorder.stop()
  expect(names()).toEqual(['new'])
})

test('names that client ids report take no place from those of SDK keys, in memory or on disk', async () => {
  let nowMs = NOON
  const { recorder, store } = open(() => nowMs)
  const of = (audience: 'server' | 'client') => store.attributesIn('e').filter((name) => name.audience === audience)
  const flood = (from: number, batches = 10) => {
    for (let batch = from; batch < from + batches; batch++) {
      recorder.addAttributes(
        'e',
        'client',
        Array.from({ length: 200 }, (_, index) => `${batch}-${index}`),
      )
    }
  }
  flood(0)
  recorder.addAttributes('e', 'server', ['plan'])
  await recorder.flush()
  expect([of('server').map(({ name }) => name), of('client').length]).toEqual([['plan'], 500])
  nowMs += 2 * DAY_MS
  recorder.addAttributes('e', 'client', ['plan'])
  flood(10)
  await recorder.flush()
  expect(of('server')).toEqual([{ name: 'plan', audience: 'server', firstMs: NOON, lastMs: NOON }])
  recorder.addAttributes('e', 'server', ['10-0'])
  await recorder.flush()
  expect(of('server').map(({ name }) => name)).toEqual(['10-0', 'plan'])
  await recorder.stop()
})
