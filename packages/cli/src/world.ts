/** Everything outside of the program; `main.ts` hands over the process's own, tests hand over theirs. */
export interface World {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: string
  /** Whose process it is; undefined where the platform knows none. */
  readonly uid?: number | undefined
  readonly input: Input
  readonly output: Output
  readonly errors: Output
  readonly fetch: typeof fetch
}

export interface Input extends AsyncIterable<string | Uint8Array> {
  /** A person is typing. */
  readonly isTerminal: boolean
  /** Asks a person for a line. @param hidden - Nothing of the answer is shown. */
  ask(question: string, hidden?: boolean): Promise<string>
}

export interface Output {
  readonly isTerminal: boolean
  /** Undefined where it is no terminal: lines are as long as they are. */
  readonly columns: number | undefined
  /** What is written there is lost, as in `>/dev/null`. */
  readonly isNowhere?: boolean | undefined
  write(text: string): void
  /** The same for what is told this once. Rejects where nobody takes it. */
  deliver(text: string): Promise<void>
}

/** All of what is piped in. */
export async function readAll(input: AsyncIterable<string | Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of input) parts.push(typeof part === 'string' ? new TextEncoder().encode(part) : part)
  return new TextDecoder().decode(Buffer.concat(parts))
}
