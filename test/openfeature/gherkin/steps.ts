/** What each sentence of the specification's scenarios does. */
import { expect } from 'vitest'
import { until } from '../../support/settle.ts'
import { DEPRECATED } from './deprecated-steps.ts'
import { type ProviderKind, parsed, Run, type Sentence, type Step, type Table, typeOf, type World } from './run.ts'
import type { Values } from './side.ts'

const ready = (run: Run, kind: string): Promise<unknown> =>
  run.world.provide(kind as ProviderKind, {
    onRead: (context) => void (run.merged = context),
    onTrack: (name) => void run.tracked.push(name),
  })

const STEPS: readonly Sentence[] = [
  [/^a (stable|stale) provider$/, (run, [kind = '']) => ready(run, kind)],
  [/^a stable provider with retrievable context is registered$/, (run) => ready(run, 'stable')],
  [/^a provider is registered$/, (run) => ready(run, 'stable')],
  [/^a (not ready|error|fatal) provider$/, (run, [kind = '']) => refused(run, kind)],
  // Later drafts of the specification's files say fallback.
  [/^a (\w+)-flag with key "(.*)" and a (?:default|fallback) value "(.*)"$/, asks],
  [
    /^a context containing a key "(.*)", with type "(\w+)" and with value "(.*)"$/,
    (run, [key = '', type, value]) => run.add('Invocation', key, parsed(type, value)),
  ],
  [/^a context containing a key "(.*)" with null value$/, (run, [key = '']) => run.add('Invocation', key, null)],
  [/^the flag was evaluated with details$/, (run) => run.evaluate()],
  [
    /^the resolved details value should be "(.*)"$/,
    (run, [value]) => expect(run.details?.value).toEqual(parsed(run.read?.type, value)),
  ],
  [/^the reason should be "(.*)"$/, (run, [reason]) => expect(run.details?.reason).toBe(reason)],
  [/^the error-code should be "(.*)"$/, (run, [code]) => expect(run.details?.errorCode).toBe(code)],
  [/^the flag key should be "(.*)"$/, (run, [key]) => expect(run.details?.flagKey).toBe(key)],
  [/^the variant should be "([^"]*)"$/, (run, [variant]) => expect(run.details?.variant).toBe(variant)],
  [/^the error message should contain "(.*)"$/, (run, [text]) => expect(run.details?.errorMessage).toContain(text)],
  [/^the provider status should be "(.*)"$/, (run, [status = '']) => settled(run, status)],
  [
    /^the resolved metadata should contain$/,
    (run, _, [, ...rows]) => {
      for (const [key = '', type, value] of rows) expect(run.details?.flagMetadata[key]).toBe(parsed(type, value))
    },
  ],
  [/^the resolved metadata is empty$/, (run) => expect(run.details?.flagMetadata).toEqual({})],

  [/^a client with added hook$/, (run) => run.world.side.addHook(run.watching())],
  [/^the "(.*)" hooks? should have been executed$/, (run, [stage]) => expect([...run.stages.keys()]).toContain(stage)],
  [/^the "(.*)" hooks? should be called with evaluation details$/, calledWith],
  [
    /^evaluation options containing specific hooks$/,
    (run) => void run.hooks.push(run.watching('1 '), run.watching('2 ')),
  ],
  [/^the flag was evaluated with details using the evaluation options$/, (run) => run.evaluate()],
  [/^the specified hooks should execute during evaluation$/, (run) => expect(run.order).toHaveLength(6)],
  [
    /^the hook order should be maintained$/,
    (run) => expect(run.order).toEqual(['1 before', '2 before', '2 after', '1 after', '2 finally', '1 finally']),
  ],

  [
    /^an evaluation context with modifiable data$/,
    (run) => {
      run.levels.Invocation = { plan: { is: 'pro' }, tags: ['a'] }
      run.given = structuredClone(run.levels.Invocation)
    },
  ],
  [
    /^the original evaluation context should remain unmodified$/,
    (run) => expect(run.levels.Invocation).toEqual(run.given),
  ],
  [
    /^the evaluation details should be immutable$/,
    (run) => expect(Object.isFrozen(run.details?.flagMetadata)).toBe(true),
  ],
  [/^the flag was evaluated with details asynchronously$/, (run) => void (run.given = run.evaluate())],
  [/^the evaluation should complete without blocking$/, (run) => expect(run.given).resolves.toBeDefined()],
  [
    /^the result should be equivalent to synchronous evaluation$/,
    async (run) => expect(await run.given).toEqual(await run.evaluate()),
  ],

  [/^a provider which supports events and requires initialization$/, () => {}],
  [
    /^a PROVIDER_(\w+) handler is attached$/,
    (run, [event = '']) => run.world.side.on(`PROVIDER_${event}`, (details) => void run.heard.push({ event, details })),
  ],
  [/^the provider is set and succ?ess?f?ully initialized$/, (run) => ready(run, 'stable')],
  [/^the provider is set and fails to initialize$/, (run) => refused(run, 'error')],
  [
    /^a flag with key "(.*)" is modified$/,
    async (run, [flag = '']) => {
      await ready(run, 'stable')
      await run.world.modify(flag)
    },
  ],
  [/^the PROVIDER_(\w+) handler must run$/, (run, [event = '']) => hears(run, event)],
  [
    /^the event details must indicate "(.*)" was altered$/,
    (run, [flag]) => expect(run.heard.at(-1)?.details).toMatchObject({ flagsChanged: [flag] }),
  ],

  [
    /^A context entry with key "(.*?)" and value "(.*?)"(?: of type "(\w+)")? is added to the "(.*)" level$/,
    (run, [key = '', value, type, level = '']) => run.add(level, named(key), parsed(type ?? 'string', value)),
  ],
  [/^A table with levels of increasing precedence$/, (run, _, table) => void (run.precedence = table.flat())],
  [
    /^Context entries for each level from API level down to the "(.*)" level, with key "(.*?)" and value "(.*?)"(?: of type "string")?$/,
    down,
  ],
  [/^Some flag was evaluated$/, (run) => run.evaluate()],
  [
    /^The merged context contains an entry with key "(.*?)" and value "(.*?)"(?: of type "(\w+)")?$/,
    (run, [key = '', value, type]) => expect(run.merged[named(key)]).toBe(parsed(type ?? 'string', value)),
  ],
  [
    /^the evaluation context should allow missing "(.*)" field$/,
    (run, [key = '']) => {
      expect(run.merged).not.toHaveProperty(named(key))
      expect(run.details?.errorCode).toBeUndefined()
    },
  ],

  [/^an event was tracked with tracking event name "(.*)"$/, (run, [name = '']) => run.world.side.track(name)],
  [
    /^the tracking provider should have been called with event name "(.*)"$/,
    (run, [name]) => expect(run.tracked).toEqual([name]),
  ],

  ...DEPRECATED,
]

/** Runs a scenario, to the first step that fails. @throws Error - No sentence of ours is this one. */
export async function play(world: World, steps: readonly Step[]): Promise<void> {
  const run = new Run(world)
  for (const { text, table = [] } of steps) {
    const found = STEPS.find(([sentence]) => sentence.test(text))
    if (found === undefined) throw new Error(`no step is written for: ${text}`)
    const [sentence, act] = found
    await act(run, sentence.exec(text)?.slice(1) ?? [], table)
  }
}

/** The specification's name of a field, as JavaScript writes it. */
const named = (key: string): string => (key === 'targeting_key' ? 'targetingKey' : key)

function asks(run: Run, [type, key = '', fallback]: readonly string[]): void {
  run.read = { type: typeOf(type), key, fallback: parsed(type, fallback) }
}

/** Sets a provider that does not get ready. */
async function refused(run: Run, kind: string): Promise<void> {
  const settling = ready(run, kind).catch(() => 'refused')
  if (kind !== 'not ready') expect(await settling).toBe('refused')
}

const settled = (run: Run, wanted: string): Promise<unknown> =>
  until(
    `the provider is ${wanted}`,
    () => run.world.side.status(),
    (status) => status === wanted,
  )

const hears = (run: Run, wanted: string): Promise<unknown> =>
  until(
    `${wanted} is heard`,
    () => run.heard.map(({ event }) => event),
    (events) => events.includes(wanted),
  )

/** Each level's entry has the level's own name, so that the last one shows who has won. */
function down(run: Run, [last = '', key = '', value]: readonly string[]): void {
  for (const level of run.precedence.slice(0, run.precedence.indexOf(last) + 1)) {
    run.add(level, key, level === last ? value : level)
  }
}

function calledWith(run: Run, [stages = '']: readonly string[], [, ...rows]: Table): void {
  for (const stage of stages.split(', ')) {
    const details = run.stages.get(stage) as unknown as Values
    const met: Values = { ...details, flag_key: details['flagKey'], error_code: details['errorCode'] }
    for (const [, key = '', value] of rows) {
      // The table's type of a value is not always the flag's: `13` is a text default there.
      const found = met[key] ?? 'None'
      const wanted = value === 'null' ? 'None' : value // As later drafts have it.
      expect(typeof found === 'string' ? found : JSON.stringify(found), `${stage}: ${key}`).toBe(wanted)
    }
  }
}
