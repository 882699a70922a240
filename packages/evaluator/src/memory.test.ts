import { expect, test, vi } from 'vitest'
import { compile } from './compile.ts'
import { Remembered } from './memory.ts'

const ruleset = compile({
  project: 'p',
  environment: 'e',
  environmentId: 'id',
  epoch: 1,
  revision: 1,
  items: { flag: {}, segment: {} },
})

test('reads a text once, and forgets before it has remembered too much', () => {
  const reads = vi.fn((value: unknown) => value !== 'text-0')
  const test = new Remembered({ ask: reads })
  const askAll = (count: number): void => {
    for (let i = 0; i < count; i++) expect(test.ask(`text-${i}`, ruleset)).toBe(i !== 0)
  }
  askAll(200)
  askAll(200)
  expect(reads).toHaveBeenCalledTimes(200)
  askAll(10_000)
  reads.mockClear()
  askAll(200)
  expect(reads).toHaveBeenCalledTimes(200)
})

test('remembers neither what is no text nor what is long', () => {
  const reads = vi.fn(() => true)
  const test = new Remembered({ ask: reads })
  for (const value of [1, true, {}, 'x'.repeat(65)]) for (let i = 0; i < 2; i++) test.ask(value, ruleset)
  expect(reads).toHaveBeenCalledTimes(8)
})
