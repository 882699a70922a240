import type { Move, Preview, Reach } from '@halyard/admin-api'
import { WHOLE } from '@halyard/admin-api'

/** More than these are counted, not told. */
const MAX_SENTENCES = 10

/** A preview in words. @param named - Whether each sentence says which flag it is about. */
export function summaryOf(
  { changes, moves, reach }: Omit<Preview, 'summary'>,
  killed: readonly string[],
  named: boolean,
): string {
  if (changes.length === 0) return 'Nothing changes.'
  const told = [
    ...killed.map((flag) => [flag, 'killed: what is changed counts when it is restored.'] as const),
    ...moves.map((move) => [move.flag, sentenceOfMove(move)] as const),
    ...reach.map((each) => [each.flag, sentenceOfReach(each)] as const),
  ]
  if (told.length === 0) return 'Nobody moves.'
  const sentences = told.map(([flag, text]) => (named ? `${flag}: ${text}` : capital(text)))
  const more = sentences.length - MAX_SENTENCES
  return [...sentences.slice(0, MAX_SENTENCES), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')
}

function sentenceOfMove({ where, rule, from, to, buckets, estimated }: Move): string {
  const place = where === 'off' ? 'everywhere' : where === 'fallthrough' ? 'at the fallthrough' : `at the rule ${rule}`
  const share = buckets === WHOLE ? 'everyone moves' : `${estimated ? 'about ' : ''}${percent(buckets)} % move`
  return `${place}, ${share} from ${variant(from)} to ${variant(to)}.`
}

function sentenceOfReach({ where, rule, segment, change }: Reach): string {
  const place = where === 'rule' ? `the rule ${rule}` : `the ${where}`
  if (segment !== undefined) return `others match ${place}, because the segment ${segment} changes.`
  if (where !== 'rule') return change === 'changed' ? `${place} change.` : `${place} are ${change}.`
  if (change === 'changed') return `others match ${place}.`
  return change === 'moved' ? `${place} is asked in another order.` : `${place} is ${change}.`
}

function percent(buckets: number): string {
  return String(buckets / (WHOLE / 100))
}

function variant(name: string | null): string {
  return name === null ? 'the default in the code' : `"${name}"`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
