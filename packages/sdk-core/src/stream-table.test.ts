import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Effect, type StateKind, step } from './stream-state.ts'
import { EVENTS, type EventName, NOW, ROLL, STATES } from './test-states.ts'

type Expected = 'nothing' | readonly [StateKind, ...Effect[]]

const ignored = {
  opened: 'nothing',
  alive: 'nothing',
  confirmed: 'nothing',
  behind: 'nothing',
  resync: 'nothing',
  malformed: 'nothing',
  goodbye: 'nothing',
  failed: 'nothing',
  refused: 'nothing',
} as const
const started = { start: 'nothing', 'start, fetching': 'nothing' } as const

/** Every pair of state and event: a forgotten one does not compile. The table is that of docs/connection.md. */
const TABLE: Record<StateKind, Record<EventName, Expected>> = {
  idle: {
    ...ignored,
    start: ['connecting', 'open'],
    'start, fetching': ['loading', 'fetch'],
    fetched: 'nothing',
    'fetch failed': ['idle'],
    'fetch refused': ['idle'],
    wake: 'nothing',
    tick: 'nothing',
    'all due': 'nothing',
    close: ['closed', 'drop'],
  },
  loading: {
    ...ignored,
    ...started,
    fetched: ['connecting', 'open'],
    'fetch failed': ['waiting', 'drop'],
    'fetch refused': ['waiting', 'drop'],
    wake: 'nothing',
    tick: 'nothing',
    'all due': ['polling', 'fetch'],
    close: ['closed', 'drop'],
  },
  connecting: {
    ...started,
    opened: ['connecting'],
    alive: ['connecting'],
    confirmed: ['live'],
    behind: ['connecting'],
    resync: ['connecting'],
    malformed: ['waiting', 'drop'],
    goodbye: ['connecting'],
    failed: ['waiting', 'drop'],
    refused: ['waiting', 'drop'],
    fetched: 'nothing',
    'fetch failed': ['connecting'],
    'fetch refused': ['connecting'],
    wake: 'nothing',
    tick: 'nothing',
    'all due': ['polling', 'drop', 'fetch'],
    close: ['closed', 'drop'],
  },
  live: {
    ...started,
    opened: ['live'],
    alive: ['live'],
    confirmed: ['live'],
    behind: ['live'],
    resync: ['live'],
    malformed: ['waiting', 'drop'],
    goodbye: ['live'],
    failed: ['waiting', 'drop'],
    refused: ['waiting', 'drop'],
    fetched: 'nothing',
    'fetch failed': ['live'],
    'fetch refused': ['live'],
    wake: ['connecting', 'open'],
    tick: 'nothing',
    'all due': ['polling', 'drop', 'fetch'],
    close: ['closed', 'drop'],
  },
  waiting: {
    ...ignored,
    ...started,
    fetched: 'nothing',
    'fetch failed': ['waiting'],
    'fetch refused': ['waiting'],
    wake: ['connecting', 'open'],
    tick: 'nothing',
    'all due': ['probing', 'open', 'fetch'],
    close: ['closed', 'drop'],
  },
  polling: {
    ...ignored,
    ...started,
    fetched: ['probing', 'open'],
    'fetch failed': ['polling'],
    'fetch refused': ['waiting'],
    wake: ['probing', 'open'],
    tick: 'nothing',
    'all due': ['probing', 'open', 'fetch'],
    close: ['closed', 'drop'],
  },
  probing: {
    ...started,
    opened: ['probing'],
    alive: ['probing'],
    confirmed: ['live'],
    behind: ['probing'],
    resync: ['probing'],
    malformed: ['polling', 'drop'],
    goodbye: ['probing'],
    failed: ['polling', 'drop'],
    refused: ['waiting', 'drop'],
    fetched: ['probing'],
    'fetch failed': ['probing'],
    'fetch refused': ['probing'],
    wake: 'nothing',
    tick: 'nothing',
    'all due': ['polling', 'drop', 'fetch'],
    close: ['closed', 'drop'],
  },
  closed: {
    ...ignored,
    ...started,
    fetched: 'nothing',
    'fetch failed': 'nothing',
    'fetch refused': 'nothing',
    wake: 'nothing',
    tick: 'nothing',
    'all due': 'nothing',
    close: 'nothing',
  },
}

describe.each(Object.entries(TABLE))('%s', (from, row) => {
  test.each(Object.entries(row))('on %s', (name, expected) => {
    const state = STATES[from as StateKind]
    const nowMs = name === 'all due' ? NOW + 10_000_000 : NOW
    const result = step(state, EVENTS[name as EventName], nowMs, ROLL)
    if (expected === 'nothing') expect(result).toEqual({ state, effects: [] })
    else expect([result.state.kind, ...result.effects]).toEqual(expected)
  })
})

test('docs/connection.md has the table above', () => {
  const states = Object.keys(TABLE).filter((kind) => kind !== 'closed') as StateKind[]
  const cell = (expected: Expected): string => {
    if (expected === 'nothing') return '·'
    const [kind, ...effects] = expected
    return [kind, ...effects.map((effect) => `*${effect}*`)].join(' ')
  }
  const names = Object.keys(EVENTS).filter((name) => name !== 'tick')
  const rows = names.map((name) => [`**${name}**`, ...states.map((kind) => cell(TABLE[kind][name as EventName]))])
  const table = [['', ...states], ['---', ...states.map(() => '---')], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
  expect(readFileSync(new URL('../../../docs/connection.md', import.meta.url), 'utf8')).toContain(table)
})
