/** One scenario's run: what its sentences have given, done and heard. */
import type { AnyHook, Details, Levels, ProviderGiven, Side, Type, Values } from './side.ts'

export type ProviderKind = 'stable' | 'not ready' | 'error' | 'fatal' | 'stale'

/** One scenario's run. */
export interface World {
  readonly side: Side
  /** Sets such a provider; resolves or rejects as OpenFeature's own call does. */
  provide(kind: ProviderKind, heard: Pick<ProviderGiven, 'onRead' | 'onTrack'>): Promise<unknown>
  /** Changes what the flag serves, on the server. */
  modify(flag: string): Promise<void>
}

/** What a scenario has so far. */
export class Run {
  readonly world: World
  read: { readonly type: Type; readonly key: string; readonly fallback: unknown } | undefined
  readonly levels: { -readonly [level in keyof Levels]: Levels[level] } = {}
  /** What a hook adds before the read. */
  before: Values = {}
  readonly hooks: AnyHook[] = []
  readonly stages = new Map<string, Details | undefined>()
  readonly order: string[] = []
  readonly tracked: string[] = []
  readonly heard: { readonly event: string; readonly details: unknown }[] = []
  details: Details | undefined
  merged: Values = {}
  precedence: readonly string[] = []
  given: unknown

  constructor(world: World) {
    this.world = world
  }

  add(level: string, key: string, value: unknown): void {
    if (level === 'Before Hooks') this.before = { ...this.before, [key]: value }
    else this.levels[level as keyof Levels] = { ...this.levels[level as keyof Levels], [key]: value }
  }

  /** A hook that remembers in which order its stages ran, and with what. */
  watching(name = ''): AnyHook {
    const note = (stage: string, details?: Details): void => {
      this.order.push(`${name}${stage}`)
      this.stages.set(stage, details)
    }
    return {
      before() {
        note('before')
        return undefined
      },
      after: (_, details) => note('after', details),
      error: () => note('error'),
      finally: (_, details) => note('finally', details),
    }
  }

  async evaluate(): Promise<Details> {
    const { type, key, fallback } = this.read ?? { type: 'Boolean', key: 'boolean-flag', fallback: false }
    const adding = Object.keys(this.before).length > 0 ? [{ before: () => this.before }] : []
    this.details = await this.world.side.evaluate(type, key, fallback, this.levels, [...this.hooks, ...adding])
    return this.details
  }
}

export type Table = readonly (readonly string[])[]

export interface Step {
  readonly text: string
  readonly table?: Table
}

/** What a sentence does, given its words. */
export type Act = (run: Run, words: readonly string[], table: Table) => unknown
export type Sentence = readonly [sentence: RegExp, act: Act]

export function typeOf(type = ''): Type {
  const name = `${type.charAt(0).toUpperCase()}${type.slice(1).toLowerCase()}`
  return name === 'Integer' || name === 'Float' ? 'Number' : (name as Type)
}

/** A value as sentences write it. */
export function parsed(type: string | undefined, text = ''): unknown {
  const name = type?.toLowerCase()
  if (name === 'string') return text
  return JSON.parse(text.replaceAll('\\"', '"'))
}
