import { AdminApiError, KEY_PATTERN, type ProblemDocument } from '@halyard/admin-api'
import { Failure } from '../failure.ts'

/** What to do about a refusal, where the server's own words do not say. */
const WAYS_OUT: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    unauthorized: ['log in again: halyard login <url>, or look at HALYARD_TOKEN'],
    'approval-required': [
      'ask for it: enable, disable, off-variant and ramp take --request [title], which makes a change request',
      'a kill needs no approval',
    ],
    'reason-required': ['say why: --reason "…"'],
    'version-conflict': ['look at it, then run the command again'],
    'not-halyard': ['is the URL right? halyard status'],
    'rate-limited': ['wait a little'],
    'key-not-found': ['halyard keys list --all shows the ids of an environment'],
    'key-taken': ['choose another key; halyard flags get <flag> shows a flag that is there'],
  }),
)

/** Anything that was thrown, as what a person is told. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof AdminApiError) return refusal(error.problem)
  const message = error instanceof Error ? error.message : String(error)
  return new Failure('internal', message, [
    'a fault of this program, or an answer that it does not understand; HALYARD_DEBUG=1 tells where',
  ])
}

/** A refusal of the server's, in its words. @param wayOut - What the caller knows to do about it. */
export function refusal(problem: ProblemDocument, wayOut?: readonly string[]): Failure {
  if (problem.code === 'flag-archived' && wayOut === undefined) return archived(problem)
  const { code, detail, title, errors, requestId } = problem
  // Of one mistake, some texts say all; others leave its place to `errors`.
  const places = errors.filter(({ path }) => errors.length > 1 || !detail.includes(path)).map(placed)
  const support = code === 'internal' && requestId ? [`the server's log says why, under ${requestId}`] : []
  return new RefusedFailure(problem, errors.length > 1 ? title : detail, [
    ...places,
    ...(wayOut ?? WAYS_OUT.get(code) ?? []),
    ...support,
  ])
}

/** Its way out is one of the API; here it is a command. */
function archived(problem: ProblemDocument): Failure {
  const name = /"([^"]*)"/.exec(problem.detail)?.[1] ?? ''
  const detail = problem.detail.replace(/ PATCH .*$/s, '')
  return refusal({ ...problem, detail }, [
    `bring it back: halyard flags unarchive ${KEY_PATTERN.test(name) ? name : '<flag>'}`,
  ])
}

/** There is no change request for what a flag is in all environments: where one's changes go by request, it must be off first. */
export function outOfUse(flag: string): (error: unknown) => never {
  return (error) => {
    if (!isUnapproved(error)) throw error
    throw refusal(error.problem, [
      `switch it off there first: halyard flags disable ${flag} -e <environment> --request --reason "…"`,
    ])
  }
}

export function isUnapproved(error: unknown): error is AdminApiError {
  return error instanceof AdminApiError && error.problem.code === 'approval-required'
}

/** A refusal of the server's; its errors are kept for `--json`. */
export class RefusedFailure extends Failure {
  readonly problem: ProblemDocument

  constructor(problem: ProblemDocument, message: string, wayOut: readonly string[]) {
    super(problem.code, message, wayOut)
    this.problem = problem
  }
}

function placed({ path, expected, value, message, suggestion }: ProblemDocument['errors'][number]): string {
  const came = message ?? JSON.stringify(value)
  const got = came === undefined ? '' : `, got ${came}`
  const meant = suggestion === undefined ? '' : `. Did you mean ${JSON.stringify(suggestion)}?`
  return `${path}: expected ${expected}${got}${meant}`
}
