import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { run } from './program.ts'

const page = readFileSync(fileURLToPath(new URL('../../../docs/cli.md', import.meta.url)), 'utf8')
const code = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n')
const commands = [...code.matchAll(/(?:^|\()halyard ([^#<|)\n]*)/gm)].map(([, command = '']) => command.trim())

/** As a shell would take it apart. */
function words(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

test('the page has commands', () => expect(commands.length).toBeGreaterThan(10))

test.each(commands)('`halyard %s` is as the program understands it', async (command) => {
  const said: string[] = []
  const write = (text: string): void => void said.push(text)
  const exit = await run(
    {
      argv: words(command),
      env: { XDG_CONFIG_HOME: '/nowhere', HALYARD_TOKEN: 'a-token', HALYARD_ENVIRONMENT: 'production' },
      home: '/nowhere',
      platform: 'linux',
      input: {
        isTerminal: true,
        ask: async () => 'a-token',
        async *[Symbol.asyncIterator]() {
          yield 'a-token'
        },
      },
      output: { isTerminal: false, columns: undefined, write, deliver: async (text) => write(text) },
      errors: { isTerminal: false, columns: undefined, write, deliver: async (text) => write(text) },
      // Understood, it goes to the server; what is not understood never gets there.
      fetch: async () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) })
      },
    },
    '1.2.3',
  )
  if (exit !== 0) expect(said.join('')).toContain('nobody listens there')
})
