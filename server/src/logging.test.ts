import { expect, test } from 'vitest'
import { createLogger, dropLog, failureLog, retryLog } from './logging.ts'
import { StoreError } from './store/store.ts'

function open() {
  const lines: object[] = []
  let nowMs = 0
  const write = (line: string): void => void lines.push(JSON.parse(line) as object)
  const logger = createLogger({ write })
  return {
    report: failureLog(logger, () => nowMs),
    retried: retryLog(logger, 'trying again', () => nowMs),
    dropped: dropLog(logger, () => nowMs),
    lines: () => lines,
    wait: (ms: number) => void (nowMs += ms),
  }
}

test('a full disk is one line a minute, whoever asks, without a stack', () => {
  const { report, lines, wait } = open()
  const full = new StoreError('FULL', 'The disk is full.', new Error('SQLITE_FULL'))
  for (let request = 0; request < 100; request++) report(full, `r-${request}`)
  report(new StoreError('BUSY', 'The database is busy.'), 'r-busy')
  expect(lines()).toMatchObject([
    {
      level: 'error',
      code: 'FULL',
      because: 'The disk is full.',
      cause: 'SQLITE_FULL',
      requestId: 'r-0',
      message: 'the store refused',
    },
    { level: 'warn', code: 'BUSY', requestId: 'r-busy' },
  ])
  expect(JSON.stringify(lines())).not.toContain('stack')
  wait(60_000)
  report(full, 'r-later')
  expect(lines()).toHaveLength(3)
  expect(lines()[2]).toMatchObject({ code: 'FULL', requestId: 'r-later', unsaid: 99 })
})

test('what nobody expected is told each time, with where it came from', () => {
  const { report, lines } = open()
  for (const requestId of ['a', 'b']) report(new TypeError('undefined is not a function'), requestId)
  const err = { type: 'TypeError', stack: expect.stringContaining('logging.test.ts') as unknown }
  expect(lines()).toMatchObject([
    { level: 'error', requestId: 'a', err, message: 'unexpected error' },
    { level: 'error', requestId: 'b' },
  ])
})

test('what is tried again every second is one line a minute', () => {
  const { retried, lines, wait } = open()
  for (let second = 0; second < 60; second++) {
    retried(new StoreError('FULL', 'The disk is full.'))
    wait(1_000)
  }
  retried(new StoreError('FULL', 'The disk is full.'))
  retried(new TypeError('undefined is not a function'))
  expect(lines()).toMatchObject([
    { level: 'warn', code: 'FULL', because: 'The disk is full.', message: 'trying again' },
    { level: 'warn', code: 'FULL', unsaid: 59 },
    { level: 'warn', err: { type: 'TypeError', stack: expect.any(String) as unknown } },
  ])
})

test('connections that are lost are one line a minute for each reason, with how many more there were', () => {
  const { dropped, lines, wait } = open()
  for (let n = 0; n < 50; n++) dropped('idle')
  dropped('failed', new Error('accept EMFILE'))
  expect(lines()).toMatchObject([
    { level: 'warn', message: expect.stringContaining('ulimit -n') as unknown },
    { level: 'warn', message: 'a connection could not be accepted', err: { message: 'accept EMFILE' } },
  ])
  wait(60_000)
  dropped('idle')
  expect(lines()[2]).toMatchObject({ level: 'warn', unsaid: 49 })
})
