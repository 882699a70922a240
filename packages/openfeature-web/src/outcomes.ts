import type { BrowserClient } from '@halyard/browser'

/**
 * Knows what every flag was for the visitor, so that a change can name all flags that read differently: those that
 * depend on a changed segment or prerequisite, too. Frameworks render again what is named, and nothing else.
 */
export class Outcomes {
  readonly #client: Pick<BrowserClient, 'all'>
  #known: ReturnType<BrowserClient['all']>
  #isMixed = false

  constructor(client: Pick<BrowserClient, 'all'>) {
    this.#client = client
    this.#known = client.all()
  }

  /** Somebody else is looking. */
  renew(): void {
    if (!this.#isMixed) this.#known = this.#client.all()
  }

  /** Several are looking, each in a domain of their own: from here on any flag may have changed for one of them. */
  mix(): void {
    this.#isMixed = true
  }

  /** @returns `flags` and those that read differently than before; undefined where nobody can tell. */
  changed(flags: readonly string[]): readonly string[] | undefined {
    if (this.#isMixed) return undefined
    const before = this.#known
    this.renew()
    // Equal outcomes are the same object.
    const differing = Object.keys(this.#known).filter((key) => this.#known[key] !== before[key])
    return [...new Set([...flags, ...differing])]
  }
}
