import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { digestOf } from './digest.ts'
import { DOWN, parseDown } from './down.ts'
import { FLAG_ITEM, ITEM_HEAD, LOGIC, SEGMENT_ITEM } from './item.ts'
import { WRITE_LIMITS } from './limits.ts'
import { parseMessage } from './parse.ts'
import { parseNotice, parseValues, REMOTE } from './remote.ts'
import type { Shape } from './shape.ts'
import { parseReceipt, parseTelemetry, UP } from './up.ts'

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8')
const sections = new Map(
  page
    .split(/^#+ (?=.)/m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).replaceAll('`', ''), section] as const),
)
const messages: readonly (readonly [section: string, shape: Shape])[] = [
  ...Object.entries(DOWN),
  ...Object.entries(UP),
  ...Object.entries(REMOTE),
]
const items = new Map<Shape, string>([
  [FLAG_ITEM, 'flag'],
  [SEGMENT_ITEM, 'segment'],
  [ITEM_HEAD, 'other item'],
])

describe('docs/protocol.md', () => {
  test.each([...messages, ['Flag', FLAG_ITEM], ['Segment', SEGMENT_ITEM], ['Other item', ITEM_HEAD]] as const)(
    'the table of %s says what the parser checks',
    (section, shape) => {
      const logic = Object.entries(LOGIC).filter(([, item]) => item === section.toLowerCase())
      expect(tableOf(section)).toEqual([...rowsOf(shape), ...logic.map(([field]) => [field, 'logic'])])
    },
  )

  test('the table of limits has the defaults', () => {
    const { alarmShare, ...limits } = WRITE_LIMITS
    expect(tableOf('Limits')).toEqual(Object.entries(limits).map(([name, limit]) => [name, String(limit)]))
    expect(sections.get('Limits')).toContain(`at ${alarmShare * 100} %`)
  })

  test.each(messages.map(([name]) => name))(
    'the example of %s is read, and has no field that is not described',
    (name) => {
      const example = exampleOf(name)
      const read =
        { receipt: parseReceipt, telemetry: parseTelemetry, notice: byHand(parseNotice), values: byHand(parseValues) }[
          name
        ] ?? ((value) => parseDown(name, JSON.stringify(value)))
      const isEvent = name in DOWN
      expect(read(example)).toEqual(isEvent ? { event: name, ...(example as object) } : example)
    },
  )

  test('the examples lead from one state to the next', () => {
    const snapshot = parseDown('snapshot', JSON.stringify(exampleOf('snapshot')))
    const change = parseDown('change', JSON.stringify(exampleOf('change')))
    if (snapshot?.event !== 'snapshot' || change?.event !== 'change') throw new Error('examples are missing')
    expect(digestOf(snapshot.ruleset.items)).toBe(snapshot.digest)
    expect(change.from).toBe(snapshot.ruleset.revision)
    const flag = change.items.flag?.['new-checkout']
    if (!flag) throw new Error('the example does not kill the flag')
    expect(digestOf({ flag: { 'new-checkout': flag } })).toBe(change.digest)
  })

  test('has every section that the code cites', () => {
    const folder = new URL('./', import.meta.url)
    const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
    const cited = sources.flatMap((source) =>
      [...source.matchAll(/protocol\.md, "([^"$]+)"/g)].map((match) => match[1] ?? ''),
    )
    expect(cited.length).toBeGreaterThan(10)
    expect(cited.filter((section) => !sections.has(section))).toEqual([])
  })

  test('has every section that it links to', () => {
    const anchors = [...sections.keys()].map((title) => title.toLowerCase().replaceAll(' ', '-'))
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1])
    expect(links.filter((link) => !anchors.includes(link ?? ''))).toEqual([])
  })
})

/** First two columns of a section's last table. */
function tableOf(section: string): string[][] {
  const rows = (sections.get(section) ?? '').split('\n').filter((line) => line.startsWith('| `'))
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, 3)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

function rowsOf(shape: Shape, path = ''): string[][] {
  const item = path === '' ? undefined : items.get(shape)
  if (item !== undefined) return [[path, item]]
  if (typeof shape === 'string') return [[path, shape]]
  if (Array.isArray(shape)) return rowsOf((shape as readonly [Shape])[0], `${path}[]`)
  return Object.entries(shape).flatMap(([field, inner]) => rowsOf(inner, path === '' ? field : `${path}.${field}`))
}

/** What browsers read by hand is held against its description here. */
function byHand(read: (text: string) => unknown): (value: unknown) => unknown {
  return (value) => {
    const shape = read === parseNotice ? REMOTE.notice : REMOTE.values
    parseMessage(shape, structuredClone(value))
    return read(JSON.stringify(value))
  }
}

function exampleOf(name: string): unknown {
  const [, text] = new RegExp(`^\`\`\`json ${name}\n([^]*?)^\`\`\``, 'm').exec(page) ?? []
  return JSON.parse(text ?? '')
}
