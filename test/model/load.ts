/**
 * Bundles the production modules from their sources and runs them with virtual globals. A mutation is a replacement in
 * one source's text, so that production code needs no switches for tests.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import type { Change, Heartbeat, Snapshot } from '@halyard/protocol'
import { build, type Plugin } from 'esbuild'
import type { Held } from '../../packages/sdk-core/src/ruleset-store.ts'
import type { Step, StreamEvent, StreamState } from '../../packages/sdk-core/src/stream-state.ts'
import type * as Modules from './production.ts'

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** With what `sdk-browser` finds as the browser's own: the same parser as in Node, with the model's network below it. */
const ENTRY = `export * from './test/model/production.ts'; export { EventSource } from 'eventsource'`

type Exports = typeof Modules & { readonly EventSource: new (url: string, init: object) => object }

/** One place of one source file, said otherwise. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** Hears what production modules do. */
export interface Observer {
  clientStep(before: StreamState, event: StreamEvent, turn: Step, now: number): void
  hubStep(before: string, event: string, effects: readonly string[]): void
  /** @returns what hears of each state that the store takes and of what it makes of each message. */
  store(): StoreObserver
}

export interface StoreObserver {
  applied(held: Held): void
  took(message: Snapshot | Change | Heartbeat, outcome: string): void
}

/** The world that is simulated now: bundles are made once and used by many. */
export interface Ambient {
  readonly globals: Readonly<Record<string, unknown>>
  readonly observer: Observer
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly wallMs: () => number
  readonly random: () => number
}

export interface Production {
  readonly modules: typeof Modules
  /** Source files of this repository in the bundle, from its root. */
  readonly sources: readonly string[]
  enter(ambient: Ambient): void
}

/**
 * Modules that are watched: one function is wrapped, and reports what it was asked and what it answered. Whatever else it
 * is given, now or in a later release, it hands on.
 */
export const WATCHED: Readonly<Record<string, string>> = {
  'packages/sdk-core/src/connection.ts ./stream-state.ts': `
    export const step = (...args) => {
      const [state, event, now] = args
      const turn = watched.step(...args)
      model.observer.clientStep(state, event, turn, now)
      return turn
    }`,
  'server/src/live/hub.ts ./hub-state.ts': `
    export const step = (...args) => {
      const [state, event] = args
      const turn = watched.step(...args)
      model.observer.hubStep(state.kind, event.kind, turn.effects.map((effect) => effect.what ?? effect.do))
      return turn
    }`,
  'packages/sdk-core/src/client.ts ./ruleset-store.ts': `
    export const createRulesetStore = (onApplied, ...more) => {
      const observer = model.observer.store()
      const applied = (...args) => { observer.applied(args[0]); onApplied(...args) }
      const store = watched.createRulesetStore(applied, ...more)
      const take = (...args) => {
        const outcome = store.take(...args)
        observer.took(args[0], outcome)
        return outcome
      }
      return { ...store, take }
    }`,
}

function watching(): Plugin {
  return {
    name: 'watching',
    setup(setup) {
      setup.onResolve({ filter: /^\.\// }, ({ path, importer, resolveDir }) =>
        `${relative(importer)} ${path}` in WATCHED
          ? { path: join(resolveDir, path), namespace: 'watched', pluginData: `${relative(importer)} ${path}` }
          : undefined,
      )
      setup.onLoad({ filter: /./, namespace: 'watched' }, ({ path, pluginData }) => {
        const real = JSON.stringify(path)
        const contents = `export * from ${real}; import * as watched from ${real}; ${WATCHED[pluginData as string]}`
        return { contents, loader: 'js', resolveDir: ROOT }
      })
    },
  }
}

function editing(edits: readonly Edit[]): Plugin {
  return {
    name: 'editing',
    setup(setup) {
      setup.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const mine = edits.filter(({ file }) => file === relative(path))
        return mine.length === 0 ? undefined : { contents: mine.reduce(edit, readFileSync(path, 'utf8')), loader: 'ts' }
      })
    },
  }
}

function edit(text: string, { file, find, replace }: Edit): string {
  const count = text.split(find).length - 1
  if (count !== 1) throw new Error(`${file} has ${JSON.stringify(find)} ${count} times: mend the mutation`)
  return text.replace(find, () => replace)
}

function relative(path: string): string {
  return path.slice(ROOT.length)
}

/** Bundles the production modules. @param edits - What is said otherwise in their sources. */
export async function loadProduction(edits: readonly Edit[] = []): Promise<Production> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    conditions: ['@halyard/source'],
    nodePaths: [join(ROOT, 'sdk-node/node_modules')],
    plugins: [watching(), editing(edits)],
  })
  let ambient: Ambient | undefined
  const model = (): Ambient => {
    if (ambient === undefined) throw new Error('no world to run in')
    return ambient
  }
  const module = { exports: {} as Exports }
  const virtual = virtualGlobals(model, module)
  const run = compileFunction(outputFiles[0]?.text ?? '', Object.keys(virtual))
  run(...Object.values(virtual))
  const sources = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path]?.bytesInOutput !== 0 && !path.includes('node_modules/')),
  )
  return {
    modules: module.exports,
    sources: sources.map((path) => path.replace(ROOT, '')),
    enter: (next) => (ambient = next),
  }
}

function virtualGlobals(model: () => Ambient, module: { exports: Exports }): Record<string, unknown> {
  const names = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'] as const
  const timers = names.map((name) => {
    const call = (...args: readonly unknown[]): unknown =>
      (model().globals[name] as (...args: readonly unknown[]) => unknown)(...args)
    return [name, call] as const
  })
  const EventSource = function (url: string): object {
    return new module.exports.EventSource(url, { fetch: model().fetch })
  }
  return {
    require: createRequire(import.meta.url),
    module,
    exports: module.exports,
    ...Object.fromEntries(timers),
    performance: { now: () => (model().globals['performance'] as { now(): number }).now() },
    Date: Object.assign(function () {}, { now: () => model().wallMs(), parse: Date.parse }),
    Math: Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(Math), random: { value: () => model().random() } },
    ),
    EventSource,
    model: {
      get observer() {
        return model().observer
      },
    },
  }
}
