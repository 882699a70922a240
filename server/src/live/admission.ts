/** How many streams there may be: one client with a loop in it must not cost the others theirs. */

export interface StreamCaps {
  readonly perNode: number
  readonly perKey: number
  /** For a client id: its streams from one address. SDK keys have no such cap. */
  readonly perAddress: number
}

export interface Visitor {
  readonly keyId: string
  readonly kind: 'sdk' | 'client'
  readonly address: string
}

export interface TooMany {
  readonly status: 429 | 503
  readonly code: 'too-many-streams' | 'node-full' | 'low-memory' | 'draining'
  readonly retryAfterSeconds: number
}

const NODE_FULL: TooMany = { status: 503, code: 'node-full', retryAfterSeconds: 5 }
const TOO_MANY: TooMany = { status: 429, code: 'too-many-streams', retryAfterSeconds: 30 }

export class Admission {
  readonly #caps: StreamCaps
  readonly #counts = new Map<string, number>()
  #total = 0

  constructor(caps: StreamCaps) {
    this.#caps = caps
  }

  get total(): number {
    return this.#total
  }

  /** Counts a stream in, or says why not. */
  admit(visitor: Visitor): TooMany | undefined {
    if (this.#total >= this.#caps.perNode) return NODE_FULL
    if (this.#count(visitor.keyId) >= this.#caps.perKey) return TOO_MANY
    if (visitor.kind === 'client' && this.#count(pairOf(visitor)) >= this.#caps.perAddress) return TOO_MANY
    this.#add(visitor, 1)
    return undefined
  }

  /** Once per admitted stream. */
  release(visitor: Visitor): void {
    this.#add(visitor, -1)
  }

  #add(visitor: Visitor, n: 1 | -1): void {
    this.#total += n
    const names = visitor.kind === 'client' ? [visitor.keyId, pairOf(visitor)] : [visitor.keyId]
    for (const name of names) {
      const count = this.#count(name) + n
      if (count > 0) this.#counts.set(name, count)
      else this.#counts.delete(name)
    }
  }

  #count(name: string): number {
    return this.#counts.get(name) ?? 0
  }
}

function pairOf({ keyId, address }: Visitor): string {
  return `${keyId} ${address}`
}
