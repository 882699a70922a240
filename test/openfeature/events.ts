import { within } from '../support/settle.ts'

/** One event that OpenFeature's handlers heard. */
export interface Heard {
  readonly event: string
  readonly details: { readonly flagsChanged?: readonly string[] | undefined; readonly message?: string | undefined }
}

/** Remembers events, and lets a test await one that has come or will. */
export class Ear {
  readonly heard: Heard[] = []
  readonly #watchers = new Set<() => void>()

  readonly hear = (event: string, details: Heard['details'] = {}): void => {
    this.heard.push({ event: event.replace('PROVIDER_', ''), details })
    for (const watch of this.#watchers) watch()
  }

  names(): readonly string[] {
    return this.heard.map(({ event }) => event)
  }

  /** The first event from the `from`th on that has this name and passes. */
  async next(event: string, from = 0, accept: (details: Heard['details']) => boolean = () => true): Promise<Heard> {
    const find = (): Heard | undefined =>
      this.heard.slice(from).find((one) => one.event === event && accept(one.details))
    const coming = new Promise<Heard>((resolve) => {
      const look = (): void => {
        const hit = find()
        if (hit === undefined) return
        this.#watchers.delete(look)
        resolve(hit)
      }
      this.#watchers.add(look)
      look()
    })
    return within(`OpenFeature says ${event}; it said ${this.names().join(', ')}`, coming)
  }
}
