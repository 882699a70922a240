import type { ExplanationResource } from '@halyard/admin-api'
import type { Paint } from '../terminal/paint.ts'
import { printable } from '../terminal/printable.ts'
import { outcome, shown, traceLines } from './condition.ts'

type FlagTrace = Omit<ExplanationResource, 'summary' | 'evaluated' | 'segments'>
type Step = FlagTrace['steps'][number]

/** The whole story of one evaluation: each step that was tried, each condition with what the context had. */
export function explanationText(explanation: ExplanationResource, paint: Paint): string {
  const { evaluated, segments } = explanation
  return [
    ...flagLines(explanation, paint),
    ...evaluated.flatMap((flag) => [
      '',
      `prerequisite ${printable(flag.flagKey)}`,
      ...indented(flagLines(flag, paint)),
    ]),
    ...segments.flatMap((one) => [
      '',
      `segment ${printable(one.segment)}: ${outcome(one.outcome, paint).trimEnd()}`,
      ...(one.if === undefined ? [] : traceLines(one.if, paint, '  ')),
    ]),
  ].join('\n')
}

function flagLines(trace: FlagTrace, paint: Paint): string[] {
  const { flagKey, value, variant, reason, errorCode, errorMessage, prerequisites, steps } = trace
  const answer = value === undefined ? 'the default in the code' : shown(value)
  const name = variant === undefined ? '' : ` (variant ${printable(variant)})`
  const error = [errorCode, errorMessage].filter((part) => part !== undefined).join(': ')
  return [
    `${paint('bold', printable(flagKey))} = ${paint('bold', answer)}${name}`,
    `  ${printable(reason)}${error && ` ${paint('red', printable(error))}`}`,
    ...prerequisites.map(({ flag, variant, isMet }) =>
      printable(`  prerequisite ${flag} serves ${variant}: `).concat(outcome(isMet, paint).trimEnd()),
    ),
    ...steps.flatMap((step, n) => stepLines(step, n === steps.length - 1, paint)),
  ]
}

function stepLines(step: Step, decided: boolean, paint: Paint): string[] {
  const { kind, id, serve, placed } = step
  const what = 'variant' in serve ? serve.variant : 'a split'
  const mark = decided ? paint('green', '→') : ' '
  const head = `${mark} ${kind}${id === undefined ? '' : ` ${printable(id)}`}: ${printable(what)}`
  return [
    head,
    ...(step.if === undefined ? [] : traceLines(step.if, paint, '    ')),
    ...(placed === undefined ? [] : [`    ${placing(placed)}`]),
  ]
}

/** Where the context came to lie. */
function placing({ by, actual, bucket, start, end, variant }: NonNullable<Step['placed']>): string {
  const who = `${printable(by)} ${shown(actual)}`
  if (bucket === undefined || end === undefined) return `${who} cannot be placed`
  const range = `${grouped(start ?? 0)} to ${grouped(end)}`
  return `${who} is in bucket ${grouped(bucket)} of 100,000: ${range} is ${printable(variant ?? '')}`
}

const grouped = (count: number): string => count.toLocaleString('en-US')
const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)
