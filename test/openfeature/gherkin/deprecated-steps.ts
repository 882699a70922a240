/** The sentences of `evaluation.feature`, which the specification keeps beside its successor and calls deprecated. */
import { expect } from 'vitest'
import { parsed, type Run, type Sentence, typeOf } from './run.ts'

/** What stands there: text in quotes, or a number. */
const plain = (written = ''): unknown => JSON.parse(written)
/** `"a", "b", and "c"`, or `"a" and 1`. */
const list = (written = ''): unknown[] => plain(`[${written.replace(/,? and /, ', ')}]`) as unknown[]
/** That file puts a boolean into quotes. */
const parsedWord = (word: unknown): unknown => (word === 'true' ? true : word)

async function reads(run: Run, [type, key = '', fallback]: readonly string[]): Promise<void> {
  run.read = { type: typeOf(type), key, fallback }
  if (fallback !== undefined) run.read = { ...run.read, fallback: parsed(type, String(plain(fallback))) }
  await run.evaluate()
}

function serves(run: Run, [type, value, variant, reason]: readonly string[]): void {
  expect(run.details?.value).toEqual(parsed(type, String(plain(value))))
  if (variant !== undefined) expect(run.details).toMatchObject({ variant, reason })
}

export const DEPRECATED: readonly Sentence[] = [
  [/^an? (boolean|string|integer|float) flag with key "(.*)" is evaluated with default value (.*)$/, reads],
  [/^an? (boolean|string|integer|float) flag with key "(.*)" is evaluated with details and default value (.*)$/, reads],
  [
    /^an (object) flag with key "(.*)" is evaluated with (?:details and )?a null default value$/,
    (run, [type = '', key = '']) => reads(run, [type, key, '"null"']),
  ],
  [/^the resolved (boolean|string|integer|float) value should be (.*)$/, serves],
  [
    /^the resolved (\w+) details value should be (.*), the variant should be "(.*)", and the reason should be "(.*)"$/,
    serves,
  ],
  [
    /^the resolved object (?:details )?value should be contain fields (.*), with values (.*), respectively$/,
    (run, [fields, values]) => {
      for (const [n, field] of list(fields).entries()) {
        expect(run.details?.value).toMatchObject({ [String(field)]: parsedWord(list(values)[n]) })
      }
    },
  ],
  [
    /^the variant should be "(.*)", and the reason should be "(.*)"$/,
    (run, [variant, reason]) => expect(run.details).toMatchObject({ variant, reason }),
  ],
  [
    /^context contains keys (.*) with values (.*)$/,
    (run, [keys, values]) => {
      for (const [n, key] of list(keys).entries()) run.add('Invocation', String(key), list(values)[n])
    },
  ],
  [
    /^a flag with key "(.*)" is evaluated with default value (.*)$/,
    (run, [key = '', value = '']) => reads(run, ['string', key, value]),
  ],
  [/^the resolved string response should be (.*)$/, (run, [value = '']) => serves(run, ['string', value])],
  [
    /^the resolved flag value is (.*) when the context is empty$/,
    async (run, [value = '']) => {
      delete run.levels.Invocation
      await run.evaluate()
      serves(run, ['string', value])
    },
  ],
  [/^a non-existent (string) flag with key "(.*)" is evaluated with details and a default value (.*)$/, reads],
  [
    /^a string flag with key "(.*)" is evaluated as an (integer), with details and a default value (.*)$/,
    (run, [key = '', type = '', value = '']) => reads(run, [type, key, value]),
  ],
  [
    /^the default (?:string|integer) value should be returned$/,
    (run) => expect(run.details?.value).toBe(run.read?.fallback),
  ],
  [
    /^the reason should indicate an error and the error code should indicate a .* with "(.*)"$/,
    (run, [errorCode]) => expect(run.details).toMatchObject({ reason: 'ERROR', errorCode }),
  ],
]
