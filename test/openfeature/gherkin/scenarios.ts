/**
 * What OpenFeature's scenarios of evaluation, events, hooks, metadata and context merging ask of a provider, row by row,
 * as a table of ours: the flags, contexts and outcomes are the specification's, the sentences what `steps.ts` knows.
 * @see docs/openfeature.md, "The specification's scenarios"
 */
import type { Scenario } from './feature-file.ts'
import type { Step, Table } from './run.ts'

type Row = readonly [type: string, key: string, fallback: string, ...more: string[]]

const EVALUATED = 'the flag was evaluated with details'
const TEMPLATE = '{"showImages": true, "title": "Check out these pics!", "imagesPerPage": 100}'
const STABLE = 'a stable provider'

const asks = ([type, key, fallback]: Row): string =>
  `a ${type}-flag with key "${key}" and a default value "${fallback}"`
const step = (text: string | Step): Step => (typeof text === 'string' ? { text } : text)
const scenario = (feature: string, name: string, ...steps: readonly (string | Step)[]): Scenario => ({
  feature,
  name,
  tags: [],
  steps: steps.map(step),
})

/** One scenario for each row: `steps` come after the flag was asked for. */
const each = (
  name: string,
  rows: readonly Row[],
  steps: (row: Row) => readonly string[],
  provider: string = STABLE,
): readonly Scenario[] =>
  rows.map((row) => scenario('evaluation', `${name}: ${row[0]} ${row[1]}`, provider, asks(row), ...steps(row)))

const plain: readonly Row[] = [
  ['Boolean', 'boolean-flag', 'false', 'true', 'on'],
  ['String', 'string-flag', 'bye', 'hi', 'greeting'],
  ['Integer', 'integer-flag', '1', '10', 'ten'],
  ['Float', 'float-flag', '0.1', '0.5', 'half'],
  ['Object', 'object-flag', '{"a": 1}', TEMPLATE, 'template'],
]
const zeros = (infix: string): readonly Row[] => [
  ['Boolean', `boolean-${infix}zero-flag`, 'true', 'false'],
  ['String', `string-${infix}zero-flag`, 'hi', ''],
  ['Integer', `integer-${infix}zero-flag`, '1', '0'],
  ['Float', `float-${infix}zero-flag`, '0.1', '0.0'],
  ['Object', `object-${infix}zero-flag`, '{"a": 1}', '{}'],
]
const email = (address: string): string =>
  `a context containing a key "email", with type "String" and with value "${address}"`
const value = (text = ''): string => `the resolved details value should be "${text}"`
const reason = (text: string): string => `the reason should be "${text}"`
const error = (code: string): string => `the error-code should be "${code}"`
const failing = (code: string) => (row: Row) => [EVALUATED, value(row[2]), reason('ERROR'), error(code)]

const evaluation: readonly Scenario[] = [
  ...each('value', plain, ([, , , wanted]) => [EVALUATED, value(wanted)]),
  ...each('details', plain, ([, key, , wanted, variant]) => [
    EVALUATED,
    value(wanted),
    `the flag key should be "${key}"`,
    `the variant should be "${variant}"`,
    reason('STATIC'),
  ]),
  ...each('zero', zeros(''), ([, , , wanted]) => [EVALUATED, value(wanted), reason('STATIC')]),
  ...each('zero by a rule', zeros('targeted-'), ([, , , wanted]) => [
    email('ballmer@macrosoft.com'),
    EVALUATED,
    value(wanted),
    reason('TARGETING_MATCH'),
  ]),
  ...each('zero by default', zeros('targeted-'), ([, , , wanted]) => [
    email('ballmer@none.com'),
    EVALUATED,
    value(wanted),
    reason('DEFAULT'),
  ]),
  ...each('empty context', zeros('targeted-'), ([, , , wanted]) => [EVALUATED, value(wanted), reason('DEFAULT')]),
  ...each('null in the context', zeros('targeted-'), ([, , , wanted]) => [
    'a context containing a key "email" with null value',
    EVALUATED,
    value(wanted),
    reason('DEFAULT'),
  ]),
  ...each('several attributes', [['String', 'context-aware', 'EXTERNAL']], () => [
    email('ballmer@macrosoft.com'),
    'a context containing a key "role", with type "String" and with value "admin"',
    'a context containing a key "age", with type "Integer" and with value "65"',
    'a context containing a key "customer", with type "Boolean" and with value "false"',
    EVALUATED,
    value('INTERNAL'),
    reason('TARGETING_MATCH'),
  ]),
  scenario(
    'evaluation',
    'in the words of later drafts',
    STABLE,
    asks(['String', 'complex-targeted', 'other']).replace('default', 'fallback'),
    email('ballmer@macrosoft.com'),
    EVALUATED,
    value('INTERNAL'),
  ),
  ...each(
    'not found',
    plain.map(([type, , fallback]) => [type, 'non-existent-flag', fallback]),
    failing('FLAG_NOT_FOUND'),
  ),
  ...each(
    'type mismatch',
    [
      ['String', 'boolean-flag', 'bye'],
      ['Integer', 'boolean-flag', '1'],
      ['Float', 'boolean-flag', '0.1'],
      ['Boolean', 'string-flag', 'false'],
      ['Integer', 'string-flag', '1'],
      ['Object', 'string-flag', '{}'],
    ],
    failing('TYPE_MISMATCH'),
  ),
  ...each('not ready', plain, failing('PROVIDER_NOT_READY'), 'a not ready provider'),
  ...each('fatal', plain, failing('PROVIDER_FATAL'), 'a fatal provider'),
  ...each(
    'cached',
    [
      ['Boolean', 'boolean-flag', 'false'],
      ['String', 'string-flag', 'bye'],
    ],
    () => [EVALUATED, EVALUATED, reason('CACHED')],
  ),
  ...each(
    'disabled',
    [
      ['Boolean', 'boolean-disabled-flag', 'false'],
      ['String', 'string-disabled-flag', 'bye'],
      ['Integer', 'integer-disabled-flag', '1'],
      ['Float', 'float-disabled-flag', '0.1'],
      ['Object', 'object-disabled-flag', '{"a": 1}'],
    ],
    ([, , fallback]) => [EVALUATED, value(fallback), reason('DISABLED')],
  ),
  ...each('error message', [['Boolean', 'error-flag', 'false']], () => [
    EVALUATED,
    reason('ERROR'),
    'the error message should contain "flag error-flag not found"',
  ]),
  ...each('hooks of one read', [['Boolean', 'boolean-flag', 'false']], () => [
    'evaluation options containing specific hooks',
    `${EVALUATED} using the evaluation options`,
    'the specified hooks should execute during evaluation',
    'the hook order should be maintained',
  ]),
  ...each('immutability', [['Boolean', 'boolean-flag', 'false']], () => [
    'an evaluation context with modifiable data',
    EVALUATED,
    'the original evaluation context should remain unmodified',
    'the evaluation details should be immutable',
  ]),
  ...each('asynchronous', [['Boolean', 'async-flag', 'false']], () => [
    `${EVALUATED} asynchronously`,
    'the evaluation should complete without blocking',
    'the result should be equivalent to synchronous evaluation',
  ]),
  ...['stable READY', 'not ready NOT_READY', 'error ERROR', 'fatal FATAL', 'stale STALE'].map((pair) => {
    const [, kind, status] = /^(.*) (.*)$/.exec(pair) ?? []
    return scenario('evaluation', `status: ${kind}`, `a ${kind} provider`, `the provider status should be "${status}"`)
  }),
]

const metadata: readonly Scenario[] = [
  scenario('metadata', 'of a flag that has some', STABLE, asks(['Boolean', 'metadata-flag', 'true']), EVALUATED, {
    text: 'the resolved metadata should contain',
    table: [
      ['key', 'metadata_type', 'value'],
      ['string', 'String', '1.0.2'],
      ['integer', 'Integer', '2'],
      ['float', 'Float', '0.1'],
      ['double', 'Double', '0.1'],
      ['boolean', 'Boolean', 'true'],
    ],
  }),
  ...plain
    .slice(0, 4)
    .map((row) =>
      scenario('metadata', `none: ${row[1]}`, STABLE, asks(row), EVALUATED, 'the resolved metadata is empty'),
    ),
]

const outcome = (flag_key: string, ...rest: readonly string[]): Table => [
  ['data_type', 'key', 'value'],
  ...['flag_key', 'value', 'variant', 'reason', 'error_code'].map((name, n) => [
    '',
    name,
    [flag_key, ...rest][n] ?? '',
  ]),
]
const hooked = (name: string, row: Row, stages: readonly string[], called: string, table: Table): Scenario =>
  scenario(
    'hooks',
    name,
    STABLE,
    'a client with added hook',
    asks(row),
    EVALUATED,
    ...stages.map((stage) => `the "${stage}" hook should have been executed`),
    { text: `the "${called}" hooks should be called with evaluation details`, table },
  )
const hooks: readonly Scenario[] = [
  hooked(
    'details',
    ['Boolean', 'boolean-flag', 'false'],
    ['before'],
    'after, finally',
    outcome('boolean-flag', 'true', 'on', 'STATIC', 'None'),
  ),
  hooked(
    'not found',
    ['String', 'missing-flag', 'uh-oh'],
    ['before', 'error'],
    'finally',
    outcome('missing-flag', 'uh-oh', 'None', 'ERROR', 'FLAG_NOT_FOUND'),
  ),
  hooked(
    'type mismatch',
    ['String', 'wrong-flag', '13'],
    ['before', 'error'],
    'finally',
    outcome('wrong-flag', '13', 'None', 'ERROR', 'TYPE_MISMATCH'),
  ),
  hooked(
    'type mismatch, in the words of later drafts',
    ['Boolean', 'wrong-flag', 'false'],
    ['before', 'error'],
    'finally',
    outcome('wrong-flag', 'false', 'null', 'ERROR', 'TYPE_MISMATCH'),
  ),
]

const LEVELS = ['API', 'Transaction', 'Client', 'Invocation', 'Before Hooks']
const RETRIEVABLE = 'a stable provider with retrievable context is registered'
const entry = (key: string, text: string, level: string): string =>
  `A context entry with key "${key}" and value "${text}" is added to the "${level}" level`
const merged = (key: string, text: string): string =>
  `The merged context contains an entry with key "${key}" and value "${text}"`
const READ = 'Some flag was evaluated'
const NO_KEY = 'the evaluation context should allow missing "targeting_key" field'
const TYPED = [
  ['targeting_key', 'user-123', 'string'],
  ['user_active', 'true', 'boolean'],
  ['user_email', 'user@example.com', 'string'],
  ['user_age', '25', 'integer'],
] as const
/** The same sentence, with the value's type behind it. */
const typed = (sentence: string, text: string, type: string): string =>
  sentence.replace(`"${text}"`, `"${text}" of type "${type}"`)

const merging: readonly Scenario[] = [
  ...LEVELS.map((level) =>
    scenario(
      'context merging',
      `one level: ${level}`,
      RETRIEVABLE,
      entry('key', 'value', level),
      READ,
      merged('key', 'value'),
    ),
  ),
  scenario(
    'context merging',
    'every level, keys of their own',
    RETRIEVABLE,
    ...LEVELS.map((level) => entry(level, `${level} value`, level)),
    READ,
    ...LEVELS.map((level) => merged(level, `${level} value`)),
  ),
  ...LEVELS.map((level) =>
    scenario(
      'context merging',
      `the same key down to: ${level}`,
      RETRIEVABLE,
      { text: 'A table with levels of increasing precedence', table: LEVELS.map((name) => [name]) },
      `Context entries for each level from API level down to the "${level}" level, with key "key" and value "${level}"`,
      READ,
      merged('key', level),
    ),
  ),
  scenario(
    'context merging',
    'each value keeps its type',
    RETRIEVABLE,
    ...TYPED.map(([key, text, type]) => typed(entry(key, text, 'Invocation'), text, type)),
    READ,
    ...TYPED.map(([key, text, type]) => typed(merged(key, text), text, type)),
  ),
  scenario('context merging', 'no targeting key', RETRIEVABLE, READ, NO_KEY),
]

const hears = (event: string, ...how: readonly string[]): Scenario =>
  scenario(
    'events',
    event,
    'a provider which supports events and requires initialization',
    `a PROVIDER_${event} handler is attached`,
    ...how,
  )
const events: readonly Scenario[] = [
  hears('READY', 'the provider is set and successully initialized', 'the PROVIDER_READY handler must run'),
  hears('ERROR', 'the provider is set and fails to initialize', 'the PROVIDER_ERROR handler must run'),
  hears(
    'CONFIGURATION_CHANGED',
    'a flag with key "changing-flag" is modified',
    'the PROVIDER_CONFIGURATION_CHANGED handler must run',
    'the event details must indicate "changing-flag" was altered',
  ),
]

const tracking: readonly Scenario[] = [
  scenario(
    'tracking',
    'an event reaches the provider',
    'a provider is registered',
    'an event was tracked with tracking event name "the-event"',
    'the tracking provider should have been called with event name "the-event"',
  ),
]

export const SCENARIOS: readonly Scenario[] = [...evaluation, ...metadata, ...hooks, ...merging, ...events, ...tracking]
