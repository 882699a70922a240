/** What a check is, and how it says that something is not as it should be. */
import { isDeepStrictEqual } from 'node:util'

/** One thing that the specification says, and a way to see whether it is so. */
export interface Check<World> {
  readonly name: string
  /** The page and section that say so. */
  readonly rule: string
  /** What an implementation may lack: without it in `hello`'s features, the check is left out and said. */
  readonly feature?: string
  /** @returns how many cases were looked at, where it is more than one. */
  run(world: World): Promise<number | undefined> | Promise<void>
}

export interface Result {
  readonly name: string
  readonly rule: string
  readonly outcome: 'pass' | 'fail' | 'left out'
  readonly cases: number
  readonly ms: number
  readonly message: string
}

/** Not as specified. */
export class Mismatch extends Error {}

/** @throws Mismatch with what was expected and what came. */
export function same(what: string, came: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(came, expected)) {
    throw new Mismatch(`${what}\n    expected ${shown(expected)}\n    came     ${shown(came)}`)
  }
}

/** @throws Mismatch that says what was expected. */
export function holds(isSo: boolean, expected: string, came?: unknown): void {
  if (!isSo) throw new Mismatch(`expected ${expected}${came === undefined ? '' : `\n    came     ${shown(came)}`}`)
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}

/** Runs one check to its result; whatever it throws is a failure. */
export async function resultOf<World>(check: Check<World>, world: World): Promise<Result> {
  const startedAt = performance.now()
  const { name, rule } = check
  const end = (outcome: Result['outcome'], message = '', cases = 1): Result => ({
    name,
    rule,
    outcome,
    cases,
    message,
    ms: Math.round(performance.now() - startedAt),
  })
  try {
    return end('pass', '', (await check.run(world)) ?? 1)
  } catch (error) {
    return end('fail', error instanceof Error ? error.message : String(error))
  }
}
