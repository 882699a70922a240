import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DOWN, type DownMessage, parseDown, parseRulesetBody } from './down.ts'
import { isProtocolError, ProtocolError } from './errors.ts'
import { FLAG_ITEM } from './item.ts'
import { MAX_DEPTH } from './parse.ts'
import type { Scalar, Shape } from './shape.ts'
import { encodeDown } from './sse.ts'
import { texts } from './test-texts.ts'
import { parseReceipt, parseTelemetry, UP } from './up.ts'

type Fields = Readonly<Record<string, Shape>>
type Path = readonly string[]

/** Two thousand messages take two seconds, and ten on a busy machine. */
const UNHURRIED = { timeout: 120_000 }

const events = Object.keys(DOWN) as DownMessage['event'][]
const messages: readonly (readonly [name: string, shape: Shape, read: (value: unknown) => unknown])[] = [
  ...events.map((event) => [event, DOWN[event], (value: unknown) => parseDown(event, JSON.stringify(value))] as const),
  ['telemetry', UP.telemetry, parseTelemetry],
  ['receipt', UP.receipt, parseReceipt],
]

/** What each scalar takes and what it does not; everything below is made from this and the descriptions. */
const SCALARS: Record<Scalar, { right: fc.Arbitrary<unknown>; sample: unknown; wrong: readonly unknown[] }> = {
  boolean: { right: fc.boolean(), sample: false, wrong: [null, 0, 'true', {}] },
  true: { right: fc.constant(true), sample: true, wrong: [null, false, 1, 'true'] },
  integer: {
    right: fc.maxSafeNat().map((integer) => integer % 1e15),
    sample: 7,
    wrong: [null, -1, 1.5, 1e15, 1e300, '7', true, []],
  },
  string: { right: texts(), sample: 'text', wrong: [null, 0, false, {}, ['text']] },
  hash: {
    right: fc.stringMatching(/^[0-9a-f]{16}$/),
    sample: '9f2c41d07ab3e655',
    wrong: [
      null,
      7,
      '',
      '9f2c41d07ab3e65',
      '9F2C41D07AB3E655',
      '9f2c41d07ab3e6550',
      '9f2c41d07ab3e655\n',
      ['9f2c41d07ab3e655'],
    ],
  },
  id: {
    right: fc.stringMatching(/^[A-Za-z0-9._-]{1,128}$/),
    sample: 'a-Z_0.9',
    wrong: [null, 7, '', 'a b', 'a\n', 'ä', 'a'.repeat(129), ['a']],
  },
  primitive: {
    right: fc.oneof(fc.string(), fc.boolean(), fc.integer()),
    sample: 'payments',
    wrong: [null, {}, []],
  },
  // JSON has no -0: it comes back as 0.
  json: {
    right: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value))),
    sample: { any: ['thing', null] },
    wrong: [],
  },
}

describe('F31', () => {
  describe.each(messages)('%s', (_name, shape, read) => {
    test('with every described field is read as it was sent', () => {
      expect(read(sampleOf(shape))).toMatchObject(sampleOf(shape) as object)
    })

    test.each(placesIn(shape).filter((place) => place.isRequired))('without $name is refused', ({ path, name }) => {
      expect(refusal(() => read(without(sampleOf(shape), path)))).toMatchObject({ code: 'WRONG_FIELD', path: name })
    })

    test.each(placesIn(shape).filter((place) => !place.isRequired))('without $name is read', ({ path }) => {
      const sent = without(sampleOf(shape), path)
      expect(read(sent)).toMatchObject(sent as object)
    })

    test.each(placesIn(shape))('with a wrong $name is refused, naming the place', ({ path, name, wrong }) => {
      for (const value of wrong) {
        const error = refusal(() => read(replaced(sampleOf(shape), path, value)))
        expect(error).toMatchObject({ code: 'WRONG_FIELD' })
        expect(error.path.startsWith(name)).toBe(true)
      }
    })

    test('that is no object is refused', () => {
      for (const value of [null, [], 'text', 7, true]) expect(refusal(() => read(value)).path).toBe('')
    })

    test('with unknown fields anywhere is read, and keeps them for a later release', () => {
      for (const path of everyPath(sampleOf(shape))) {
        const sent = replaced(sampleOf(shape), [...path, 'fromTheFuture'], { a: [1] })
        if (isOpen(shape, path)) expect(read(sent)).toMatchObject(sent as object)
      }
    })
  })

  test.each(events)('a truncated %s is refused at every length', (event) => {
    const data = JSON.stringify(sampleOf(DOWN[event]))
    for (let length = 0; length < data.length; length++) {
      expect(refusal(() => parseDown(event, data.slice(0, length)))).toMatchObject({ code: 'NOT_JSON', path: '' })
    }
  })

  test('an unknown event is skipped, whatever its body', () => {
    for (const event of ['layer', '', 'message', 'SNAPSHOT', '__proto__', 'constructor', 'toString']) {
      for (const data of ['{"a":', '', '<html>', '{}']) expect(parseDown(event, data)).toBeUndefined()
    }
  })

  test('a refusal never quotes the payload', () => {
    const error = refusal(() => parseDown('heartbeat', '{"epoch":"hal_sdk_secret"}'))
    expect(error.message).toBe('"/epoch": expected integer, got String')
    expect(refusal(() => parseDown('heartbeat', 'hal_sdk_secret')).message).toBe('"": expected JSON')
    expect(isProtocolError(error)).toBe(true)
  })

  test('a key of a megabyte does not fill the log', () => {
    const data = JSON.stringify({ ...(sampleOf(DOWN.change) as object), items: { flag: { ['\n'.repeat(1e6)]: 7 } } })
    expect(refusal(() => parseDown('change', data)).message.length).toBeLessThan(500)
  })
})

test('F61 keys that plain objects treat as magic are items like any other', () => {
  const flag = sampleOf((DOWN.snapshot as { ruleset: { items: { flag: Fields } } }).ruleset.items.flag['*'] as Shape)
  const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '😀', 'e\u0301', '\u00e9']
  const items = { flag: Object.fromEntries(keys.map((key) => [key, flag])), segment: {} }
  const sample = sampleOf(DOWN.snapshot) as { ruleset: object }
  const snapshot = parseRulesetBody(JSON.stringify({ ...sample, ruleset: { ...sample.ruleset, items } }))
  expect(Object.keys(snapshot.ruleset.items.flag)).toEqual(keys)
  for (const key of keys) expect(snapshot.ruleset.items.flag[key]).toMatchObject({ type: 'text' })
  expect(snapshot.ruleset.items.flag['valueOf']).toBeUndefined()
  expect(snapshot.ruleset.items['toString']).toBeUndefined()
  expect(({} as Record<string, unknown>)['type']).toBeUndefined()
})

test('F61 fields that sit in a prototype are missing fields', () => {
  const inherited: unknown = Object.create(sampleOf(UP.receipt) as object)
  expect(refusal(() => parseReceipt(inherited)).path).toBe('/nonce')
  expect(refusal(() => parseDown('heartbeat', '{"__proto__":{"epoch":1}}')).path).toBe('/epoch')
})

test.each(['1e999', '-1e999', '[[1e999]]', '{"a":-1e999}'])('F63 an infinite number is refused: %s', (value) => {
  const data = JSON.stringify(sampleOf(DOWN.snapshot)).replace('{"any":["thing",null]}', value)
  expect(refusal(() => parseDown('snapshot', data)).code).toBe('WRONG_FIELD')
})

test.each(['9007199254740992', '9007199254740993', '1e16', '-1', '0.5', 'NaN'])(
  'F63 a revision that is not an exact count is refused: %s',
  (revision) => {
    const data = `{"epoch":1,"revision":${revision},"digest":"0000000000000000","ageMs":0}`
    expect(isProtocolError(refusal(() => parseDown('heartbeat', data)))).toBe(true)
  },
)

test('F62 a value nested ten thousand deep is refused, not overflowed', () => {
  for (const depth of [MAX_DEPTH, 10_000]) {
    const deep = '['.repeat(depth) + ']'.repeat(depth)
    const data = JSON.stringify(sampleOf(DOWN.snapshot)).replace('{"any":["thing",null]}', deep)
    expect(refusal(() => parseDown('snapshot', data)).code).toBe('WRONG_FIELD')
  }
  expect(isProtocolError(refusal(() => parseDown('goodbye', '['.repeat(2e6))))).toBe(true)
})

test('items of kinds from the future are kept whole, and none without revision and hash is taken', () => {
  const item = { revision: 3, hash: '9f2c41d07ab3e655', allocator: [1] }
  const sample = sampleOf(DOWN.change) as object
  const sent = { ...sample, items: { layer: { a: item, b: null } } }
  expect(parseDown('change', JSON.stringify(sent))).toMatchObject(sent)
  const headless = { ...sample, items: { layer: { a: { allocator: [1] } } } }
  expect(refusal(() => parseDown('change', JSON.stringify(headless))).path).toBe('/items/layer/a/revision')
})

test.each([null, 5, 'x', {}, [5], [{ if: { all: 7 } }]])(
  'a flag with %j for rules is read: a kill beside it arrives',
  (rules) => {
    const flag = JSON.parse(JSON.stringify(sampleOf(FLAG_ITEM)))
    const items = {
      flag: { odd: { ...flag, rules, fallthrough: rules, requires: rules }, killed: { ...flag, killed: true } },
    }
    const change = parseDown('change', JSON.stringify({ ...(sampleOf(DOWN.change) as object), items }))
    expect(change).toMatchObject({ items: { flag: { odd: { rules }, killed: { killed: true } } } })
  },
)

describe.each(events)('%s', (event) => {
  test('survives encoding and parsing', () => {
    fc.assert(
      fc.property(valid(DOWN[event]), (fields) => {
        const sent = { ...(fields as object), event } as DownMessage
        const data = /^data: (.*)$/m.exec(encodeDown(sent))?.[1] ?? ''
        expect(parseDown(event, data)).toEqual(sent)
      }),
    )
  })

  test('mutated at random is refused with a ProtocolError or read as what it promises to be', UNHURRIED, () => {
    const mutated = valid(DOWN[event]).chain((message) => mutations(message))
    fc.assert(
      fc.property(mutated, (data) => {
        const { event: named, ...fields } = accepted(() => parseDown(event, data)) ?? { event: undefined }
        return named === undefined || (named === event && fits(DOWN[event], fields) && isTame(fields))
      }),
      { numRuns: 2_000 },
    )
  })
})

test.each([
  ['telemetry', UP.telemetry, parseTelemetry],
  ['receipt', UP.receipt, parseReceipt],
] as const)(
  'any JSON posted as %s is refused with a ProtocolError or read as what it promises to be',
  (_, shape, read) => {
    const posted = fc.oneof(fc.jsonValue(), valid(shape).chain(mutations).map(parsedOrText))
    fc.assert(
      fc.property(posted, (value) => {
        const message = accepted(() => read(value))
        return message === undefined || (fits(shape, message) && isTame(message))
      }),
      { numRuns: 2_000 },
    )
  },
)

/** A message with every optional field and one free key. */
function sampleOf(shape: Shape): unknown {
  if (typeof shape === 'string') return SCALARS[shape].sample
  if (isList(shape)) return [sampleOf(shape[0])]
  return Object.fromEntries(Object.entries(shape).map(([field, inner]) => [nameOf(field), sampleOf(inner)]))
}

interface Place {
  readonly path: Path
  readonly name: string
  readonly isRequired: boolean
  readonly wrong: readonly unknown[]
}

/** Every described place of a sample. */
function placesIn(shape: Shape, path: Path = []): Place[] {
  if (typeof shape === 'string') return []
  const inside: [string, Shape][] = isList(shape) ? [['0', shape[0]]] : Object.entries(shape)
  return inside.flatMap(([field, inner]) => {
    const at = [...path, nameOf(field)]
    const isRequired = !isList(shape) && !/[?*]/.test(field)
    const all =
      typeof inner === 'string' ? SCALARS[inner].wrong : isList(inner) ? [null, {}, 7, 'a'] : [null, [], 7, 'a']
    const wrong = field === '*?' ? all.filter((value) => value !== null) : all
    return [{ path: at, name: at.map((name) => `/${name}`).join(''), isRequired, wrong }, ...placesIn(inner, at)]
  })
}

/** Whether an unknown field may stand at a path. */
function isOpen(shape: Shape, path: Path): boolean {
  const [name, ...rest] = path
  if (typeof shape === 'string') return false
  if (name === undefined) return !isList(shape) && Object.keys(shape).every((field) => field[0] !== '*')
  const inner = isList(shape) ? shape[0] : Object.entries(shape).find(([field]) => nameOf(field) === name)?.[1]
  return inner !== undefined && isOpen(inner, rest)
}

/** Any value that fits the description. */
function valid(shape: Shape): fc.Arbitrary<unknown> {
  if (typeof shape === 'string') return SCALARS[shape].right
  if (isList(shape)) return fc.array(valid(shape[0]), { maxLength: 3 })
  const named = Object.entries(shape).filter(([field]) => field[0] !== '*')
  const object = fc.record(Object.fromEntries(named.map(([field, inner]) => [nameOf(field), valid(inner)])), {
    requiredKeys: named.map(([field]) => field).filter((field) => !field.endsWith('?')),
    noNullPrototype: true,
  })
  const [free, inner] = Object.entries(shape).find(([field]) => field[0] === '*') ?? []
  if (free === undefined || inner === undefined) return object
  const names = new Set(named.map(([field]) => nameOf(field)))
  const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', ''), fc.string())
  const member = free === '*?' ? fc.oneof(valid(inner), fc.constant(null)) : valid(inner)
  const others = fc.array(
    fc.tuple(
      key.filter((name) => !names.has(name)),
      member,
    ),
    { maxLength: 3 },
  )
  return fc.tuple(object, others).map(([own, more]) => Object.fromEntries([...Object.entries(own), ...more]))
}

/** Whether a value is what a description promises: written apart from the parser, to judge it. */
function fits(shape: Shape, value: unknown): boolean {
  if (typeof shape === 'string') return FITS[shape](value)
  if (isList(shape)) return Array.isArray(value) && value.every((element) => fits(shape[0], element))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const members = new Map<string, unknown>(Object.entries(value))
  return Object.entries(shape).every(([field, inner]) => {
    if (field === '*') return [...members.values()].every((member) => fits(inner, member))
    if (field === '*?') return [...members.values()].every((member) => member === null || fits(inner, member))
    const name = nameOf(field)
    return members.has(name) ? fits(inner, members.get(name)) : name !== field
  })
}

const FITS: Record<Scalar, (value: unknown) => boolean> = {
  boolean: (value) => value === true || value === false,
  true: (value) => value === true,
  integer: (value) => typeof value === 'number' && value % 1 === 0 && value >= 0 && value < 1e15,
  string: (value) => typeof value === 'string',
  hash: (value) => typeof value === 'string' && value.length === 16 && !/[^0-9a-f]/.test(value),
  id: (value) => typeof value === 'string' && value !== '' && value.length <= 128 && !/[^A-Za-z0-9._-]/.test(value),
  primitive: (value) => ['string', 'boolean', 'number'].includes(typeof value),
  json: (value) => value !== undefined,
}

/** Whether there is neither an infinite number nor more depth than anyone walks. */
function isTame(value: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  if (typeof value !== 'object' || value === null) return value !== Infinity && value !== -Infinity
  return Object.values(value).every((member) => isTame(member, depth + 1))
}

/** JSON text with one thing wrong: a value exchanged, removed or added, or the text itself cut or spoilt. */
function mutations(message: unknown): fc.Arbitrary<string> {
  const place = fc.constantFrom(...everyPath(message))
  const text = JSON.stringify(message)
  const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, -1, 1.5, 2 ** 53, '', [], {}, true, false))
  return fc.oneof(
    fc.tuple(place, junk).map(([path, value]) => JSON.stringify(replaced(message, path, value)) ?? ''),
    place.map((path) => JSON.stringify(without(message, path)) ?? ''),
    fc
      .tuple(place, fc.string(), junk)
      .map(([path, name, value]) => JSON.stringify(replaced(message, [...path, name], value))),
    fc.nat(text.length).map((length) => text.slice(0, length)),
    fc
      .tuple(fc.nat(text.length), texts({ minLength: 1, maxLength: 1 }))
      .map(([at, character]) => text.slice(0, at) + character + text.slice(at + 1)),
    place.map((path) => JSON.stringify(replaced(message, path, 'HUGE')).replace('"HUGE"', '1e999')),
  )
}

function everyPath(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, member]) => everyPath(member, [...path, name]))]
}

/** A copy of `value` with something else at `path`; unchanged where the path leads nowhere. */
function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return by
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value))
    return value.map((member, index) => (`${index}` === name ? replaced(member, rest, by) : member))
  const members = new Map<string, unknown>(Object.entries(value))
  members.set(name, replaced(members.get(name), rest, by))
  return Object.fromEntries(members)
}

function without(value: unknown, path: Path): unknown {
  const holder = path.slice(0, -1)
  const last = path.at(-1)
  const inside = at(value, holder)
  if (Array.isArray(inside))
    return replaced(
      value,
      holder,
      inside.filter((_, index) => `${index}` !== last),
    )
  return replaced(value, holder, Object.fromEntries(Object.entries(inside ?? {}).filter(([name]) => name !== last)))
}

/** What is at a path; a key such as `__proto__` is read as a key. */
function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((outer, name) => new Map(Object.entries(outer as object)).get(name), value)
}

function nameOf(field: string): string {
  return field.replace('*', 'some-key').replace('?', '')
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function parsedOrText(text: string): unknown {
  return accepted(() => JSON.parse(text), SyntaxError) ?? text
}

/** What `read` returns, or `undefined` when it refuses; any other error is the test's failure. */
function accepted<Result>(
  read: () => Result,
  refusalClass: new (...values: never[]) => Error = ProtocolError,
): Result | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof refusalClass) return undefined
    throw error
  }
}

function refusal(read: () => unknown): ProtocolError {
  try {
    read()
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
  throw new Error('expected a refusal')
}
