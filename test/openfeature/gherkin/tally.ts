import type { Scenario } from './feature-file.ts'

/** What came of the scenarios of one source on one side. */
export interface Tally {
  readonly title: string
  passed: number
  failed: number
  readonly impossible: { readonly reason: string; readonly scenario: string }[]
}

export const titleOf = ({ feature, name }: Scenario): string => `${feature}: ${name}`

/** For people: the numbers, then each reason with the scenarios that it keeps from being played, each once. */
export function told({ title, passed, failed, impossible }: Tally): string {
  const reasons = [...new Set(impossible.map(({ reason }) => reason))]
  return [
    `OpenFeature scenarios, ${title}: ${passed} passed, ${failed} failed, ${impossible.length} not possible`,
    ...reasons.flatMap((reason) => {
      const scenarios = impossible.filter((one) => one.reason === reason).map(({ scenario }) => scenario)
      return [`  ${scenarios.length} not possible: ${reason}`, ...counted(scenarios).map((line) => `    ${line}`)]
    }),
  ].join('\n')
}

/** The rows of an outline have its name: they are one line. */
function counted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].map((name) => {
    const rows = names.filter((other) => other === name).length
    return rows > 1 ? `${name} (${rows} rows)` : name
  })
}
