import { AdminApiError, type AdminClient, createAdminClient, type ListResource } from '@halyard/admin-api'
import { Failure, misused } from './failure.ts'
import { reach } from './server/reach.ts'
import { refusal } from './server/refusal.ts'
import { type CommonOptions, type Settings, settingsOf } from './settings/settings.ts'
import { type Paint, type Palette, paletteFor } from './terminal/paint.ts'
import { printableJson } from './terminal/printable.ts'
import { type Cell, table } from './terminal/table.ts'
import type { World } from './world.ts'

const TIMEOUT_S = 10

export interface Place {
  readonly project: string
  readonly environment: string
}

/** One run of a command: where it goes, and what it says. */
export class Session {
  readonly world: World
  readonly options: CommonOptions
  readonly paint: Paint
  readonly #screen: Palette['screen']
  #settings: Promise<Settings> | undefined

  constructor(world: World, options: CommonOptions) {
    this.world = world
    this.options = options
    const { paint, screen } = paletteFor(world.output.isTerminal && options.json !== true, world.env)
    this.paint = paint
    this.#screen = screen
  }

  /** @throws Failure for a configuration that makes no sense. */
  settings(): Promise<Settings> {
    this.#settings ??= settingsOf(this.world, this.options)
    return this.#settings
  }

  /** A client of the server. @param patienceMs - How long its answers may take beyond the usual. */
  async client(patienceMs = 0): Promise<AdminClient> {
    const { url, token } = await this.settings()
    if (token === undefined)
      throw new Failure('not-logged-in', `you are not logged in to ${url}`, [
        'halyard login',
        'or set HALYARD_URL and HALYARD_TOKEN',
      ])
    return this.clientOf(url, token, patienceMs)
  }

  clientOf(url: string, token: string, patienceMs = 0): AdminClient {
    return createAdminClient({ url, token, fetch: reach(url, this.timeoutMs + patienceMs, this.world.fetch) })
  }

  get timeoutMs(): number {
    return (this.options.timeout ?? TIMEOUT_S) * 1000
  }

  /** Project and environment. @throws Failure with the environments that there are, where none was chosen. */
  async place(): Promise<Place> {
    const { project, environment } = await this.settings()
    if (environment !== undefined) return { project, environment }
    const client = await this.client()
    const { items } = await client.environments.list({ project })
    throw misused(
      `which environment? There ${items.length === 1 ? 'is' : 'are'}: ${items.map(({ key }) => key).join(', ')}`,
      '--environment <key>, or HALYARD_ENVIRONMENT, or halyard use --environment <key>',
    )
  }

  /** What was thrown; where it says that there is no such environment or project, with those that there are. */
  async located(error: unknown): Promise<unknown> {
    const code = error instanceof AdminApiError ? error.problem.code : undefined
    if (code !== 'environment-not-found' && code !== 'project-not-found') return error
    const [client, { project, config }] = await Promise.all([this.client(), this.settings()])
    const listing = code === 'project-not-found' ? client.projects.list() : client.environments.list({ project })
    const { items } = await listing.catch(() => ({ items: [] }))
    if (items.length === 0) return error
    const there = `there are: ${items.map(({ key }) => key).join(', ')}`
    const isChosen = this.options.project !== undefined || Boolean(this.world.env['HALYARD_PROJECT'])
    const since = config.project === undefined ? 'since none was chosen' : 'as ever since halyard init or use'
    const remembered = `the project is ${project}, ${since}: --project <key> means another`
    return refusal((error as AdminApiError).problem, isChosen ? [there] : [there, remembered])
  }

  /** The answer: a document for scripts (`--json`), or text for people. */
  print(document: unknown, text: () => string): void {
    this.world.output.write(this.#answer(document, text))
  }

  /** The answer where it is told this once. Rejects where nobody takes it. */
  deliver(document: unknown, text: () => string): Promise<void> {
    return this.world.output.deliver(this.#answer(document, text))
  }

  #answer(document: unknown, text: () => string): string {
    return `${this.options.json ? printableJson(document) : this.#screen(text())}\n`
  }

  /** What is beside the answer; scripts do not hear it. */
  note(text: string): void {
    if (this.options.json !== true) this.world.errors.write(`${this.#screen(text)}\n`)
  }

  table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
    return table(head, rows, { paint: this.paint, columns: this.world.output.columns })
  }

  /** Asks before something is overwritten. @param others - What says it beside `--yes`. @throws Failure where nobody can be asked, or says no. */
  async confirm(question: string, yes: boolean, ...others: readonly string[]): Promise<void> {
    if (yes) return
    if (!this.world.input.isTerminal || this.options.json)
      throw misused(`${question} Nobody can be asked here`, ...others, '--yes')
    const answer = await this.world.input.ask(this.#screen(`${question} [y/N] `))
    if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('declined', 'nothing was done')
  }
}

/** Every item of a list, page by page. @throws Failure for a list that leads back to where it was. */
export async function everyItem<T>(page: (cursor: string | undefined) => Promise<ListResource<T>>): Promise<T[]> {
  const items: T[] = []
  const seen = new Set<string>()
  let cursor: string | undefined
  do {
    const { items: more, nextCursor } = await page(cursor)
    cursor = nextCursor ?? undefined
    // Typed as text, but it is a stranger who answers, perhaps.
    if (!Array.isArray(more) || (cursor !== undefined && (typeof cursor !== 'string' || seen.has(cursor))))
      throw new Failure('not-halyard', 'what answers there answers not as Halyard does', ['halyard status'])
    items.push(...more)
    if (cursor !== undefined) seen.add(cursor)
  } while (cursor !== undefined)
  return items
}
