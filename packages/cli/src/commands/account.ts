import type { AdminClient, OwnToken } from '@halyard/admin-api'
import type { Command } from 'commander'
import { misused } from '../failure.ts'
import { reach } from '../server/reach.ts'
import type { Session } from '../session.ts'
import { readConfig, writeConfig } from '../settings/config-file.ts'
import { isLoopback, type Settings, serverUrl, settingsOf } from '../settings/settings.ts'
import { printable } from '../terminal/printable.ts'
import { readAll } from '../world.ts'
import { type Commands, command } from './command.ts'

interface LoginOptions {
  readonly token?: string | undefined
}

/** Who one is, and where. */
export function addAccount(commands: Commands, parent: Command): void {
  const logging = command('login [url]', 'remember a server and a token, once the server has taken the token').option(
    '--token <->',
    'read it from standard input: --token -',
  )
  commands.add<LoginOptions>(parent, logging, login)
  commands.add(parent, command('logout', 'forget the token'), logout)
  commands.add(parent, command('status', 'which server, which token, which defaults, and whether they work'), status)
  commands.add(parent, command('use [environment]', 'remember an environment (and --project) as the default'), use)
}

async function login(session: Session, [address]: readonly string[], { token: from }: LoginOptions): Promise<void> {
  const { input } = session.world
  if (from !== undefined && from !== '-')
    throw misused(
      'a token in a command line is seen by everyone on this machine, and kept by the shell: take another one, for this one is known now',
      'halyard login <url> --token - <token-file',
    )
  const settings = await loginSettings(session, address)
  if (from === undefined && !input.isTerminal)
    throw misused('nobody can be asked for the token here', `halyard login ${settings.url} --token - <token-file`)
  const text = from === '-' ? await readAll(input) : await input.ask(`API token for ${settings.url}: `, true)
  const token = text.trim()
  if (!/^[\x21-\x7e]+$/.test(token)) throw misused('that is no token: expected one line of visible characters')
  const { projects, holder } = await reachOf(session.clientOf(settings.url, token))
  const { project, environment } = settings.config
  await writeConfig(settings.configPath, { url: settings.url, token, project, environment })
  if (settings.url.startsWith('http:') && !isLoopback(settings.url))
    session.note(session.paint('yellow', 'the token goes over the network in clear text: use https'))
  session.print({ url: settings.url, token: holder, projects }, () =>
    [
      `logged in to ${settings.url} as ${holderText(holder)}; projects: ${printable(projects.join(', '))}`,
      `kept in ${settings.configPath}`,
    ].join('\n'),
  )
  if (session.world.env['HALYARD_TOKEN']) session.note('HALYARD_TOKEN is set, and wins over what was kept')
}

/** Another server than the remembered one is what logging in is for. */
async function loginSettings(session: Session, address: string | undefined): Promise<Settings> {
  const { url, world } = { url: address ?? session.options.url, world: session.world }
  const there = url === undefined ? undefined : serverUrl(url)
  return settingsOf({ ...world, env: { ...world.env, HALYARD_TOKEN: 'to come' } }, { ...session.options, url: there })
}

async function logout(session: Session): Promise<void> {
  const { configPath } = await session.settings()
  const { token, ...rest } = await readConfig(configPath, session.world)
  if (token !== undefined) await writeConfig(configPath, rest)
  session.print({ forgotten: token !== undefined }, () =>
    token === undefined ? 'no token was kept' : `forgot the token; revoke it too where others may have it`,
  )
}

async function status(session: Session): Promise<void> {
  const { url, from, tokenFrom, token, project, environment } = await session.settings()
  const ready = await readiness(session, url)
  const found = token === undefined ? undefined : await reachOf(await session.client())
  const { projects } = found ?? {}
  const document = {
    url,
    ready,
    token: tokenFrom,
    holder: found?.holder ?? null,
    projects: projects ?? null,
    project,
    environment: environment ?? null,
  }
  session.print(document, () =>
    [
      `server       ${url} (${from}), ${ready ? 'ready' : session.paint('yellow', 'not ready to serve')}`,
      `token        ${found === undefined ? 'none: halyard login' : `from ${tokenFrom}: ${holderText(found.holder)}`}`,
      ...(projects === undefined ? [] : [`reaches      ${printable(projects.join(', '))}`]),
      `project      ${printable(project)}`,
      `environment  ${environment === undefined ? 'none chosen: halyard use <environment>' : printable(environment)}`,
    ].join('\n'),
  )
}

/** What the token is, and the projects that it reaches. */
async function reachOf(client: AdminClient) {
  const [{ items }, holder] = await Promise.all([client.projects.list(), client.tokens.self({})])
  return { projects: items.map(({ key }) => key), holder }
}

/** Such as `"pager", operator in production, until 2030-01-31T00:00:00.000Z`. */
function holderText({ name, role, environments, expiresAt }: OwnToken): string {
  const where = environments === null ? '' : ` in ${environments.join(', ')}`
  const until = expiresAt === null ? '' : `, until ${expiresAt}`
  return printable(`${JSON.stringify(name)}, ${role}${where}${until}`)
}

async function readiness(session: Session, url: string): Promise<boolean> {
  const answer = await reach(
    url,
    session.timeoutMs,
    session.world.fetch,
  )(`${url}/readyz`, { method: 'GET', headers: {} })
  return answer.ok
}

async function use(session: Session, [environment]: readonly string[]): Promise<void> {
  const { url, config, configPath, ...settings } = await session.settings()
  const chosen = { project: settings.project, environment: environment ?? settings.environment }
  if (chosen.environment === undefined) throw misused('which environment?', 'halyard use <environment>')
  const client = await session.client()
  const found = await client.environments.get({ project: chosen.project, environment: chosen.environment })
  if (found.protected) session.note(`${printable(found.key)} is protected`)
  await writeConfig(configPath, { ...config, url, ...chosen })
  session.print(
    chosen,
    () => `from now on: ${printable(`${chosen.project}/${chosen.environment}`)}, unless said otherwise`,
  )
}
