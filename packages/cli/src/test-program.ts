/** Runs the program in a test's process: nothing of this machine but what a test gives it. */
import { type ExitCode, run } from './program.ts'
import type { Output, World } from './world.ts'

export const ENV: Readonly<Record<string, string>> = {
  HALYARD_TOKEN: 'a-token',
  HALYARD_URL: 'http://flags.test',
  XDG_CONFIG_HOME: '/nowhere',
}

export interface Ran {
  readonly exit: ExitCode
  readonly out: string
  readonly err: string
}

/**
 * @param argv - Split at blanks.
 * @param send - What answers; there is no other network.
 * @param more - Of the world, what is another; of the output, what of it is.
 */
export async function runProgram(
  argv: string,
  send: typeof fetch,
  { output, ...more }: Partial<Omit<World, 'output'>> & { readonly output?: Partial<Output> } = {},
): Promise<Ran> {
  const said = { out: '', err: '' }
  const to = (name: 'out' | 'err'): Output => ({
    isTerminal: false,
    columns: undefined,
    write: (text) => void (said[name] += text),
    deliver: async (text) => void (said[name] += text),
  })
  const input: World['input'] = {
    isTerminal: false,
    ask: () => Promise.reject(new Error('nobody is there')),
    async *[Symbol.asyncIterator]() {},
  }
  const world: World = {
    argv: argv.split(' '),
    env: ENV,
    home: '/nowhere',
    platform: 'linux',
    input,
    output: { ...to('out'), ...output },
    errors: to('err'),
    fetch: send,
    ...more,
  }
  return { exit: await run(world, '1.2.3'), ...said }
}
