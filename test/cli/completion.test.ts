import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CLI_MAIN, type Person, person, runToEnd } from '../support/cli.ts'
import { lifetime } from '../support/lifetime.ts'
import { startServer } from '../support/server.ts'

const { keep } = lifetime()

/** Puts `halyard` into the person's folder, for a PATH to find. */
async function install(me: Person): Promise<void> {
  const bin = join(me.folder, 'halyard')
  await writeFile(bin, `#!/bin/sh\nexec "${process.execPath}" "${CLI_MAIN}" "$@"\n`)
  await chmod(bin, 0o755)
}

/** What bash offers for a line that is being typed. */
async function offered(me: Person, ...words: readonly string[]): Promise<string[]> {
  await install(me)
  const script = `source <(halyard completion bash)
COMP_WORDS=(halyard "$@"); COMP_CWORD=$#
$(complete -p halyard | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { ...me.env, PATH: `${me.folder}:${me.env['PATH'] ?? ''}` }
  const ran = await runToEnd('bash', ['-c', script, 'bash', ...words], { cwd: me.folder, env, input: '' })
  expect(ran).toMatchObject({ exit: 0, err: '' })
  return ran.out.split('\n').filter((word) => word !== '')
}

test('bash completes commands, options, choices, flags and environments', async () => {
  const server = keep(await startServer())
  const me = keep(await person(server.url))
  for (const key of ['new-checkout', 'new-search', 'tier']) await server.admin.post('/projects/default/flags', { key })
  expect(await offered(me, 'fl')).toEqual(['flags'])
  expect(await offered(me, 'flags', 're')).toEqual(['restore'])
  expect(await offered(me, 'kill', 'new-')).toEqual(['new-checkout', 'new-search'])
  expect(await offered(me, 'kill', 'tier', '--environment', '')).toEqual(['development', 'production'])
  expect(await offered(me, 'kill', 'tier', '--environment', '=', 'p')).toEqual(['production'])
  expect(await offered(me, 'flags', 'get', '--proj')).toEqual(['--project'])
  expect(await offered(me, 'flags', 'list', '--kind', 'ex')).toEqual(['experiment'])
  expect(await offered(me, 'flags', 'archive', 'ti')).toEqual(['tier'])
  expect(await offered(me, 'keys', '')).toEqual(['list', 'create', 'rotate', 'revoke'])
  const { id } = await me.json<{ id: string }>('keys', 'create', 'x', '--kind', 'sdk', '-e', 'production')
  expect(await offered(me, 'keys', 'revoke', '-e', 'production', '')).toEqual([id])
  expect(await offered(me, 'keys', 'revoke', '-e', 'development', '')).toEqual([])
  await server.admin.delete('/projects/default/flags/tier')
  expect(await offered(me, 'flags', 'archive', '')).toEqual(['new-checkout', 'new-search'])
  expect(await offered(me, 'flags', 'unarchive', '')).toEqual(['tier'])
  expect(await offered(me, 'keys', 'create', 'x', '--kind', '')).toEqual(['sdk', 'client'])
  expect(await offered(me, 'flags', 'get', 'tier', '')).toEqual([])
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
    const ran = await runToEnd('fish', ['--no-config', '-c', fishOffers, ...lines], { cwd: me.folder, env, input: '' })
    expect(ran).toMatchObject({ exit: 0, err: '' })
    expect(ran.out).toBe(`[halyard fl]
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
`)
  },
)

test('with no server it completes what it knows, and says nothing', async () => {
  const me = keep(await person('http://127.0.0.1:9'))
  expect(await offered(me, 'kill', '')).toEqual([])
  expect(await offered(me, 'evalu')).toEqual(['evaluate'])
})

test.each(['bash', 'zsh', 'fish'])('a script for %s is one answer', async (shell) => {
  const me = keep(await person())
  const { exit, out, err } = await me.halyard(['completion', shell])
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  expect(out).toContain('halyard __complete')
})
