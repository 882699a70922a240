/** RFC 9457. Branch on `code`: it is documented, and never reused. @see docs/api.md, "Refusals" */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly requestId: string
  readonly errors: readonly ProblemError[]
  /** With `412`: the resource as it is now, and the paths that changed since the version that was named. */
  readonly current?: unknown
  readonly changed?: readonly string[]
}

export interface ProblemError {
  /** JSON Pointer into the request's body. */
  readonly path: string
  readonly value?: unknown
  readonly expected: string
  readonly suggestion?: string
}

/** A page of a list. */
export interface ListResource<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}
