#!/usr/bin/env node
/** The only file that knows the process. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Failure } from './failure.ts'
import { run } from './program.ts'
import type { Input, Output } from './world.ts'

const { stdin, stdout, stderr } = process

/** Whoever reads us may stop reading, as `head` does: that is no failure. */
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

function outputOf(stream: NodeJS.WriteStream): Output {
  const isTerminal = stream.isTTY
  return { isTerminal, columns: (isTerminal && stream.columns) || undefined, write: (text) => void stream.write(text) }
}

const input: Input = {
  isTerminal: stdin.isTTY,
  [Symbol.asyncIterator]: () => stdin[Symbol.asyncIterator](),
  ask: async (question, hidden = false) => {
    // Questions go to standard error: the answer of the command may be piped.
    if (hidden) stderr.write(question)
    const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input: stdin, output: hidden ? silence : stderr, terminal: true })
    // Ctrl-C while asked is Ctrl-C.
    lines.once('SIGINT', () => process.exit(130))
    try {
      const gone = once(lines, 'close').then(() => undefined)
      // Ctrl-D rejects, on some releases; on others it only closes.
      const answered = lines.question(hidden ? '' : question).catch(() => undefined)
      const answer = await Promise.race([answered, gone])
      if (answer === undefined) throw new Failure('declined', 'nothing was answered, and nothing was done')
      return answer
    } finally {
      lines.close()
      if (hidden) stderr.write('\n')
    }
  },
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

process.exitCode = await run(
  {
    argv: process.argv.slice(2),
    env: process.env,
    home: homedir(),
    platform: process.platform,
    input,
    output: outputOf(stdout),
    errors: outputOf(stderr),
    fetch,
  },
  version,
)
