import { KEY_PATTERN } from '@halyard/admin-api'
import { Argument, type Command } from 'commander'
import { apart, assigned, candidates, type KeysOf } from '../completion/candidates.ts'
import { completionScript, SHELLS, type Shell } from '../completion/scripts.ts'
import { isInForce, keysOf } from '../server/keys.ts'
import { everyItem, Session } from '../session.ts'
import { printable } from '../terminal/printable.ts'
import type { World } from '../world.ts'
import { type Commands, command } from './command.ts'

/** Longer than that, and the person has typed on. */
const PATIENCE_S = 2

export function addCompletion(commands: Commands, parent: Command): void {
  const printing = command('completion', 'a script that completes commands, flags and environments')
    .addArgument(new Argument('<shell>', 'whose').choices(SHELLS))
    .addHelpText('after', '\nbash, in ~/.bashrc:  source <(halyard completion bash)')
  commands.add(parent, printing, async (session, [shell]) => {
    const script = completionScript(shell as Shell)
    session.print({ shell, script }, () => script)
  })
  // What the scripts ask. Hidden, because nobody types it.
  const asked = command('__complete [words...]', 'what could come next').helpOption(false)
  commands.add(parent, asked, async ({ world, options }, words) => {
    const { words: fixed, keysOf: of } = candidates(parent, words)
    const session = new Session(impatient(world), {
      ...options,
      json: false,
      timeout: PATIENCE_S,
      ...placeIn(apart(words)),
    })
    const found = of === undefined ? fixed : await keys(session, of)
    world.output.write(found.map((word) => `${assigned(words)}${printable(word)}\n`).join(''))
  })
}

/** However many pages there are, and however slowly they come: all of it ends in time. */
function impatient(world: World): World {
  const ended = AbortSignal.timeout(PATIENCE_S * 1_000)
  return {
    ...world,
    fetch: (url, { signal, ...init } = {}) =>
      world.fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, ended]) : ended }),
  }
}

/** A place that was typed already counts. */
function placeIn(words: readonly string[]): { readonly project?: string; readonly environment?: string } {
  const after = (long: string, short: string): string | undefined =>
    words[words.findIndex((word) => word === long || word === short) + 1 || words.length]
  const [project, environment] = [after('--project', '-p'), after('--environment', '-e')]
  return { ...(project && { project }), ...(environment && { environment }) }
}

/** Nothing where the server cannot be asked: an error in the middle of typing helps nobody. */
async function keys(session: Session, of: KeysOf): Promise<readonly string[]> {
  try {
    const { project, environment } = await session.settings()
    const client = await session.client()
    const page = { limit: 1_000 }
    if (of === 'projects') return keysIn(await everyItem((cursor) => client.projects.list({ ...page, cursor })))
    if (of === 'environments')
      return keysIn(await everyItem((cursor) => client.environments.list({ project, ...page, cursor })))
    if (of === 'keys') {
      const found = environment === undefined ? [] : await keysOf(client, { project, environment })
      return keysIn(found.filter(isInForce).map(({ id }) => ({ key: id })))
    }
    const state = of === 'flags' ? 'active' : 'archived'
    return keysIn(await everyItem((cursor) => client.flags.list({ project, state, ...page, cursor })))
  } catch {
    return [] // See above.
  }
}

/** A shell gets to see keys and nothing else, whatever the server says. */
function keysIn(items: readonly { readonly key: string }[]): readonly string[] {
  return items.map(({ key }) => key).filter((key) => KEY_PATTERN.test(key))
}
