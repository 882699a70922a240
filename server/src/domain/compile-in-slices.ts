/** Compiling what other people wrote, so that others come in between. */
import { type CompiledRuleset, compile, type Ruleset } from '@halyard/evaluator'

/** How long work makes room for streams and other requests, such as kills. */
export interface Pacing {
  /** To be asked often: then `next` is due. */
  isOver(): boolean
  next(): Promise<void>
  /** Walks to the end, and returns what comes of it. */
  through<T>(walk: Iterator<unknown, T, undefined>): Promise<T>
}

/** Patterns of so many characters are compiled in some tens of milliseconds. */
const BATCH_CHARS = 20_000

export async function compileInSlices(document: Ruleset, pacing: Pacing): Promise<CompiledRuleset> {
  let compiled: CompiledRuleset | undefined
  let chars = 0
  const items: Ruleset['items'] = { flag: Object.create(null), segment: Object.create(null) }
  for (const kind of ['flag', 'segment'] as const) {
    for (const [key, item] of Object.entries(document.items[kind])) {
      Object.assign(items[kind], { [key]: item })
      chars += JSON.stringify(item).length
      if (chars < BATCH_CHARS) continue
      chars = 0
      compiled = compile({ ...document, items }, compiled)
      if (pacing.isOver()) await pacing.next()
    }
  }
  return compile(document, compiled)
}
