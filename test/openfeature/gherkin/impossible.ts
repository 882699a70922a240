import type { Scenario } from './feature-file.ts'

type Missing = readonly (readonly [step: RegExp, reason: string])[]

const BOTH: Missing = [
  [/^the reason should be "CACHED"$/, 'no answer is cached: every read is evaluated, which takes less'],
  [/^the resolved metadata is empty$/, 'flagMetadata always has the flag’s revision'],
  [/^nothing should have been tracked$/, 'OpenFeature’s SDKs for JavaScript track events of any name'],
]

/** What can't be: of each side the steps that it has not, and why. */
const MISSING: Readonly<Record<'server' | 'web', Missing>> = {
  server: BOTH,
  web: [
    ...BOTH,
    [/Transaction|"Client"|"Invocation"|Before Hooks/, 'in a page OpenFeature has one level of context, the API’s'],
    [/asynchronously$/, 'in a page OpenFeature reads synchronously'],
  ],
}

/** Why a scenario can't be played on this side; undefined if it can. */
export function impossibleFor(side: 'server' | 'web', { steps }: Scenario): string | undefined {
  return MISSING[side].find(([pattern]) => steps.some(({ text }) => pattern.test(text)))?.[1]
}
