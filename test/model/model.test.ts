/** What the model is made of: no part of it stands in for a module that ships. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import { expect, test } from 'vitest'
import { Coverage } from './checks.ts'
import { loadProduction, ROOT, WATCHED } from './load.ts'
import { World } from './world.ts'

const MODULES = {
  'packages/evaluator/src': ['compile', 'evaluate'],
  'packages/protocol/src': ['digest', 'down', 'parse', 'sse', 'state-id'],
  'packages/sdk-core/src': [
    'client',
    'connection',
    'face',
    'http',
    'ruleset-store',
    'stopwatch',
    'stream',
    'stream-state',
  ],
  'sdk-browser/src': ['stream'],
  'sdk-node/src': ['event-stream', 'lines', 'receipts'],
  'server/src/http': ['ruleset-body', 'stream-answer'],
  'server/src/live': [
    'channel',
    'elapsed',
    'frames',
    'hub',
    'hub-state',
    'live',
    'propagation',
    'receipts',
    'resume',
    'roll-call',
    'ruleset',
    'rulesets',
    'stream-writer',
  ],
}
/** What decides in production, by name. */
const RULES = [
  'step',
  'initialState',
  'catchUp',
  'takeSnapshot',
  'takeChange',
  'parseDown',
  'parseMessage',
  'parseRulesetBody',
  'compile',
  'evaluate',
  'createRulesetStore',
  'createConnection',
  'createStream',
  'createCoreClient',
  'createLineReader',
  'createReceipts',
  'Hub',
  'Resumption',
  'LiveRuleset',
  'RulesetDirectory',
  'Propagation',
  'Receipts',
  'RollCall',
]
/** More arguments than any of them has. */
const NINE = Array.from({ length: 9 }, (_, event) => ({ event }))
const PATHS = Object.entries(MODULES).flatMap(([folder, names]) => names.map((name) => `${folder}/${name}.ts`))

test('the same seed is the same history', async () => {
  const production = await loadProduction()
  const once = async (): Promise<unknown> => {
    const coverage = new Coverage()
    const world = new World({ seed: 7, production, coverage })
    await world.run()
    return [world.time.now, world.time.steps, Object.fromEntries(coverage.counts)]
  }
  expect(await once()).toEqual(await once())
})

test('what runs are the modules that ship, from their sources, and nothing of the model’s own', async () => {
  const { sources } = await loadProduction()
  expect(sources).toEqual(expect.arrayContaining(PATHS))
  const watched = Object.keys(WATCHED).map((where) => {
    const [importer = '', path = ''] = where.split(' ')
    return `watched:${join(dirname(importer), path)}`
  })
  const others = sources.filter((path) => !/^(packages\/\w[\w-]*|sdk-node|sdk-browser|server)\/src\//.test(path))
  expect(others.toSorted()).toEqual(['<stdin>', ...watched].toSorted())
  expect(sources).toEqual(expect.arrayContaining(watched.map((path) => path.replace('watched:', ''))))
})

test('whoever watches a step hands on all that it is asked, and what was answered', () => {
  const turn = { state: {}, effects: [] }
  const asked: unknown[][] = []
  const step = (...args: unknown[]): unknown => asked.push(args) && turn
  const steps = Object.values(WATCHED).flatMap((text) => wrapped(text, { step })['step'] ?? [])
  expect(steps.map((each) => each(...NINE))).toEqual([turn, turn])
  expect(asked).toEqual([NINE, NINE])
})

test('whoever watches the store hands on all that it is asked and told, and what was answered', () => {
  const asked: Record<string, unknown> = {}
  const createRulesetStore = (onApplied: Call, ...more: unknown[]): unknown => {
    asked['made'] = more
    onApplied(...NINE)
    return { held: 'held', later: 'later', take: (...args: unknown[]) => (asked['take'] = args) && 'confirmed' }
  }
  const make = Object.values(WATCHED).flatMap(
    (text) => wrapped(text, { createRulesetStore })['createRulesetStore'] ?? [],
  )
  const store = make[0]?.((...args: unknown[]) => (asked['applied'] = args), ...NINE) as Record<string, Call>
  expect(store).toMatchObject({ held: 'held', later: 'later' })
  expect(store['take']?.(...NINE)).toBe('confirmed')
  expect(asked).toEqual({ made: NINE, applied: NINE, take: NINE })
})

test('the model has no state machine of its own, no real timer and no real clock', () => {
  const text = modelText()
  expect(RULES.filter((name) => defines(name, text))).toEqual([])
  expect(text).not.toMatch(/Date\.now\(\)|Math\.random\(\)|globalThis\.setTimeout|node:timers|node:net|node:http\b/)
})

test.each([
  'function step(state: State) {',
  'export const step = (state, event) => {',
  'let step: Step = make()',
  '  step(state: State): Step {',
  '  async step<T>(state: T) {',
  '  #step(state: State): Step {',
  '  readonly step = (): Step => undefined',
  '  step: (state) => state,',
  '  step,',
  'class step {',
])('a state machine that is written %j is seen', (text) => {
  expect(defines('step', text)).toBe(true)
})

type Call = (...args: unknown[]) => unknown

/** The functions that a wrapper's text exports, around those. */
function wrapped(text: string, watched: object): Record<string, Call> {
  const observer = { clientStep() {}, hubStep() {}, store: () => ({ applied() {}, took() {} }) }
  const exported = {}
  compileFunction(text.replace('export const ', 'exported.'), ['watched', 'model', 'exported'])(
    watched,
    { observer },
    exported,
  )
  return exported
}

/** The model's sources, but for the wrappers that watch production modules, and mutations, which quote those. */
function modelText(): string {
  const folder = join(ROOT, 'test/model/')
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('mutation'),
  )
  const text = files.map((name) => readFileSync(folder + name, 'utf8')).join('\n')
  return Object.values(WATCHED).reduce((rest, wrapper) => {
    expect(rest).toContain(wrapper)
    return rest.replace(wrapper, '')
  }, text)
}

/** Whether the text has a function, method, field or variable of that name: the name, and not as another's member. */
function defines(name: string, text: string): boolean {
  return new RegExp(`(?<![.\\w#-])#?${name}\\s*[(=:<{]|^\\s*${name},`, 'm').test(text)
}
