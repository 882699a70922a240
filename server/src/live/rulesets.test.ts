import { expect, test } from 'vitest'
import { eventually } from '../test-eventually.ts'
import type { LiveReport } from './report.ts'
import { RulesetDirectory } from './rulesets.ts'
import { TestHistory } from './test-history.ts'

/** Whatever is reported, nobody listens. */
const SILENT = new Proxy({}, { get: () => () => {} }) as LiveReport

async function directoryOf(...environmentIds: readonly string[]) {
  const history = new TestHistory(...environmentIds)
  const time = { nowMs: 0 }
  const clock = { now: () => ({ monotonicMs: time.nowMs, wallMs: time.nowMs }) }
  const directory = new RulesetDirectory(history, clock, SILENT)
  await directory.load()
  return { history, time, directory, revision: () => directory.get('e')?.server.head.revision }
}

test('a node that lost the store reads everything anew before it vouches for anything: it may have missed commits', async () => {
  const { history, time, directory, revision } = await directoryOf('e')
  history.failure = new Error('gone')
  history.isSilent = true
  await directory.confirm()
  history.commit('e', { a: true })
  history.isSilent = false
  history.failure = undefined
  time.nowMs = 9_000
  const release = history.hold()
  const confirming = directory.confirm()
  expect(directory.ageMs()).toBe(9_000)
  release()
  await confirming
  expect([revision(), directory.ageMs()]).toEqual([1, 0])
})

test('a confirmation that fails while an earlier one still reads is not forgotten: both of what they read is read anew', async () => {
  const { history, time, directory, revision } = await directoryOf('e')
  history.isSilent = true
  history.create('late')
  const earlier = directory.confirm()
  const release = history.hold()
  await eventually(() => expect(history.loads).toBe(2))
  // What is asked from here on does not wait.
  history.hold()()
  history.failure = new Error('gone')
  await directory.confirm()
  history.commit('e', { a: true })
  history.commit('late', { a: true })
  history.failure = undefined
  time.nowMs = 9_000
  release()
  await earlier
  expect(directory.get('late')?.server.head.revision).toBe(1)
  expect(directory.ageMs()).toBe(9_000)
  await directory.confirm()
  expect([revision(), directory.ageMs()]).toEqual([1, 0])
})

test('word that history began anew makes nothing fresh before it was read', async () => {
  const { history, time, directory } = await directoryOf('e')
  time.nowMs = 5_000
  history.failure = new Error('busy')
  history.raiseEpoch('e')
  expect(directory.ageMs()).toBe(5_000)
  await directory.confirm()
  expect(directory.ageMs()).toBe(5_000)
  history.failure = undefined
  await directory.confirm()
  expect(directory.ageMs()).toBe(0)
})

test('a commit that does not follow vouches for nothing: another was missed', async () => {
  const { history, time, directory, revision } = await directoryOf('e')
  history.isSilent = true
  history.commit('e', { a: true })
  history.isSilent = false
  history.failure = new Error('busy')
  time.nowMs = 5_000
  history.commit('e', { a: false })
  expect(directory.ageMs()).toBe(5_000)
  history.failure = undefined
  await directory.confirm()
  expect([revision(), directory.ageMs()]).toEqual([2, 0])
})

test('an environment that never could be read ages no other: nothing of it is served', async () => {
  const { history, time, directory } = await directoryOf('e')
  history.failure = new Error('busy')
  history.create('late')
  await directory.reload('late')
  time.nowMs = 5_000
  history.failure = undefined
  history.commit('e', { a: true })
  expect(directory.ageMs()).toBe(0)
})

test('word of a commit that comes while an environment is being read has it read once more', async () => {
  const { history, time, directory, revision } = await directoryOf('e')
  const release = history.hold()
  const reading = directory.reload('e')
  history.isSilent = true
  history.commit('e', { a: true })
  history.isSilent = false
  time.nowMs = 5_000
  history.commit('e', { b: true })
  expect([revision(), directory.ageMs()]).toEqual([0, 5_000])
  release()
  await reading
  expect(revision()).toBe(2)
})

test('while it is read once more, a commit elsewhere vouches for nothing', async () => {
  const { history, time, directory, revision } = await directoryOf('e', 'f')
  const release = history.hold()
  const reading = directory.reload('e')
  history.isSilent = true
  history.commit('e', { a: true })
  history.isSilent = false
  history.commit('e', { b: true })
  const releaseAgain = history.hold()
  release()
  await eventually(() => expect(history.loads).toBe(4))
  time.nowMs = 5_000
  history.commit('f', { a: true })
  expect([revision(), directory.ageMs()]).toEqual([0, 5_000])
  releaseAgain()
  await reading
  expect(revision()).toBe(2)
})
