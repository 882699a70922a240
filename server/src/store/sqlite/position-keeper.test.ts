import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openDataFolder } from './open.ts'
import { PositionKeeper } from './position-keeper.ts'
import { readRecord } from './positions.ts'

const FULL_LOG = 'x'.repeat(5_000_000)

test('a record that can be neither renewed nor removed ends no server, and leaves the database as it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { database, paths, guard, close } = openDataFolder(folder)
  onTestFinished(() => close())
  mkdirSync(paths.positions)
  const failures: unknown[] = []
  const onFailure = (error: unknown) => failures.push(error)
  const keeper = new PositionKeeper({ database, paths, guard, served: () => [], onFailure })
  onTestFinished(() => void keeper.stop())
  database.prepare('INSERT INTO settings (name, value) VALUES (?, ?)').run('large', FULL_LOG)
  const before = statSync(paths.database).size
  vi.advanceTimersByTime(10_000)
  expect([failures.length, statSync(paths.database).size]).toEqual([1, before])
  rmdirSync(paths.positions)
  vi.advanceTimersByTime(1_000)
  expect(failures).toEqual([expect.any(Error), undefined])
  expect(statSync(paths.database).size).toBeGreaterThan(FULL_LOG.length)
  expect(readRecord(paths)).toMatchObject({ phase: 'running', isOfAnother: false })
})
