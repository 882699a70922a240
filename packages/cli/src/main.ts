#!/usr/bin/env node
/** The only file that knows the process. */
import { once } from 'node:events'
import { fstatSync, readFileSync, statSync } from 'node:fs'
import { devNull, homedir } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Failure } from './failure.ts'
import { run } from './program.ts'
import type { Input, Output } from './world.ts'

const { stdin, stdout, stderr } = process

let isDelivering = false

stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Who delivers is told, and tells it.
  if (isDelivering) return
  // Whoever reads us may stop reading, as `head` does: that is no failure.
  if (error.code === 'EPIPE') process.exit()
  stderr.write(`halyard: standard output cannot be written (${error.code})\n`)
  process.exit(1)
})
// What is said beside the answer is worth no end: the answer may still be to come.
stderr.on('error', () => {})

function outputOf(stream: NodeJS.WriteStream, fd: number): Output {
  const isTerminal = stream.isTTY
  return {
    isTerminal,
    columns: (isTerminal && stream.columns) || undefined,
    isNowhere: isNowhere(fd),
    write: (text) => void stream.write(text),
    deliver: (text) => {
      isDelivering = true
      return new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()))
      })
    },
  }
}

/** Also where the shell closed it (`>&-`): Node opens the null device in its place. */
function isNowhere(fd: number): boolean {
  try {
    const { rdev } = fstatSync(fd)
    return rdev !== 0 && rdev === statSync(devNull).rdev
  } catch {
    return false // Of Windows, or of a sandbox: what is written there is then found out by writing.
  }
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
    uid: process.getuid?.(),
    input,
    output: outputOf(stdout, 1),
    errors: outputOf(stderr, 2),
    fetch,
  },
  version,
)
