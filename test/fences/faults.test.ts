/** docs/reliability.md says which file shows each fault: it must be so. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FAULTS = 82
const ROOTS = ['packages', 'sdk-browser', 'sdk-node', 'server', 'test']

interface Row {
  readonly fault: string
  readonly shownBy: string
  readonly files: readonly string[]
}

const page = readFileSync(`${root}/docs/reliability.md`, 'utf8')
const rows: Row[] = [...page.matchAll(/^\| (F\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, fault = '', shownBy = '']) => ({
  fault,
  shownBy,
  files: [...shownBy.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
}))

/** Fault → the files that have a test, or a group of tests, of its name. */
const named = namesIn(ROOTS.flatMap(testFiles))

test('each fault has one row, in order', () => {
  expect(rows.map(({ fault }) => fault)).toEqual(Array.from({ length: FAULTS }, (_, n) => `F${n + 1}`))
})

test('each file that a row names has a test of that name', () => {
  const wrong = rows.flatMap(({ fault, files }) =>
    files.filter((file) => !named.get(fault)?.has(file)).map((file) => `${fault}: ${file}`),
  )
  expect(wrong).toEqual([])
})

test('a fault that has tests names them; one that has none says why', () => {
  const missing = rows.filter(({ fault, files }) => files.length === 0 && named.has(fault)).map(({ fault }) => fault)
  expect(missing).toEqual([])
  for (const { shownBy } of rows) expect(shownBy).toMatch(/^(`[^`]+`(, )?)+$|^not shown: |^comes with /)
})

test('the promises point to faults that have tests', () => {
  const promises = page.slice(page.indexOf('## Promises'), page.indexOf('### How exact an age is'))
  const cited = [...promises.matchAll(/\bF\d+\b/g)].map(([fault]) => fault)
  expect(cited.length).toBeGreaterThan(20)
  expect(cited.filter((fault) => !named.has(fault))).toEqual([])
})

function testFiles(folder: string): string[] {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist', 'fixtures'].includes(entry.name) ? [] : testFiles(path)
    return /\.test\.tsx?$/.test(entry.name) ? [path] : []
  })
}

function namesIn(files: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of files) {
    const text = readFileSync(`${root}/${file}`, 'utf8')
    for (const [, names = ''] of text.matchAll(/['"`]((?:F\d+ )+)/g)) {
      for (const fault of names.trim().split(' ')) found.set(fault, (found.get(fault) ?? new Set()).add(file))
    }
  }
  return found
}
