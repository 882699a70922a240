import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { CLI_MAIN, type Person, person, runToEnd } from '../support/cli.ts'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/settle.ts'

const { keep } = lifetime()

/** Puts `halyard` into the person's folder, for a PATH to find. */
async function install(me: Person): Promise<void> {
  const bin = join(me.folder, 'halyard')
  await writeFile(bin, `#!/bin/sh\nexec "${process.execPath}" "${CLI_MAIN}" "$@"\n`)
  await chmod(bin, 0o755)
}

/** What is typed, word by word, and what is offered then. */
type Offers = readonly (readonly [words: readonly string[], offered: readonly string[]])[]

const quoted = (word: string): string => `'${word}'`

/** What bash offers for lines that are being typed. */
async function offered(me: Person, lines: readonly (readonly string[])[]): Promise<string[][]> {
  const script = `source <(halyard completion bash)
complete_halyard=$(complete -p halyard | sed 's/.*-F \\([^ ]*\\).*/\\1/')
offers() { COMP_WORDS=(halyard "$@"); COMP_CWORD=$#; COMPREPLY=(); $complete_halyard; printf '%s\\n' "\${COMPREPLY[@]}" =; }
${lines.map((words) => `offers ${words.map(quoted).join(' ')}`).join('\n')}`
  const env = { ...me.env, PATH: `${me.folder}:${me.env['PATH'] ?? ''}` }
  const ran = await runToEnd('bash', ['-c', script], { cwd: me.folder, env, input: '' })
  expect(ran).toMatchObject({ exit: 0, err: '' })
  const each = ran.out.split('=\n').slice(0, -1)
  return each.map((words) => words.split('\n').filter((word) => word !== ''))
}

/** Whoever types waits for no answer that takes two seconds, as one may on a busy machine: then it is typed again. */
async function offers(me: Person, lines: Offers): Promise<void> {
  const typed = lines.map(([words]) => words)
  const expected = lines.map(([, words]) => words)
  await until(
    `bash offers ${JSON.stringify(expected)}`,
    () => offered(me, typed),
    (found) => isDeepStrictEqual(found, expected),
  )
}

// Some twenty runs of the program, each of which is slow to start on a busy machine.
test('bash completes commands, options, choices, flags and environments', { timeout: 180_000 }, async () => {
  const server = keep(await startServer())
  const me = keep(await person(server.url))
  await install(me)
  for (const key of ['new-checkout', 'new-search', 'tier']) await server.admin.post('/projects/default/flags', { key })
  await offers(me, [
    [['fl'], ['flags']],
    [['flags', 're'], ['restore']],
    [
      ['kill', 'new-'],
      ['new-checkout', 'new-search'],
    ],
    [
      ['kill', 'tier', '--environment', ''],
      ['development', 'production'],
    ],
    [['kill', 'tier', '--environment', '=', 'p'], ['production']],
    [['flags', 'get', '--proj'], ['--project']],
    [['flags', 'list', '--kind', 'ex'], ['experiment']],
    [['flags', 'archive', 'ti'], ['tier']],
    [
      ['keys', ''],
      ['list', 'create', 'rotate', 'revoke'],
    ],
    [
      ['keys', 'create', 'x', '--kind', ''],
      ['sdk', 'client'],
    ],
    [['flags', 'get', 'tier', ''], []],
  ])
  const { id } = await me.json<{ id: string }>('keys', 'create', 'x', '--kind', 'sdk', '-e', 'production')
  await server.admin.delete('/projects/default/flags/tier')
  await offers(me, [
    [['keys', 'revoke', '-e', 'production', ''], [id]],
    [['keys', 'revoke', '-e', 'development', ''], []],
    [
      ['flags', 'archive', ''],
      ['new-checkout', 'new-search'],
    ],
    [['flags', 'unarchive', ''], ['tier']],
  ])
})

/** Line by line what fish offers, without what it says about each. */
const fishOffers = `halyard completion fish | source
for line in $argv; echo "[$line]"; complete -C "$line" | cut -f1; end`

test.skipIf(!existsSync('/usr/bin/fish'))(
  'fish completes the same, and files only where nothing else fits',
  async () => {
    const server = keep(await startServer())
    const me = keep(await person(server.url))
    for (const key of ['new-checkout', 'new-search']) await server.admin.post('/projects/default/flags', { key })
    await install(me)
    await writeFile(join(me.folder, 'flags.ts'), '')
    const env = { ...me.env, PATH: `${me.folder}:${me.env['PATH'] ?? ''}` }
    const lines = [
      'halyard fl',
      'halyard kill new-',
      'halyard kill -e ',
      'halyard kill --environment=p',
      'halyard types --out=f',
    ]
    const expected = `[halyard fl]
flags
[halyard kill new-]
new-checkout
new-search
[halyard kill -e ]
development
production
[halyard kill --environment=p]
--environment=production
[halyard types --out=f]
--out=flags.ts
`
    const ran = await until(
      'fish offers what it should',
      () => runToEnd('fish', ['--no-config', '-c', fishOffers, ...lines], { cwd: me.folder, env, input: '' }),
      ({ out }) => out === expected,
    )
    expect(ran).toMatchObject({ exit: 0, err: '' })
  },
)

test('with no server it completes what it knows, and says nothing', async () => {
  const me = keep(await person('http://127.0.0.1:9'))
  await install(me)
  expect(await offered(me, [['kill', ''], ['evalu']])).toEqual([[], ['evaluate']])
})

test.each(['bash', 'zsh', 'fish'])('a script for %s is one answer', async (shell) => {
  const me = keep(await person())
  const { exit, out, err } = await me.halyard(['completion', shell])
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  expect(out).toContain('halyard __complete')
})
