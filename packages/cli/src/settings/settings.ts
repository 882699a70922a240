import { Failure, misused } from '../failure.ts'
import type { World } from '../world.ts'
import { type Config, configPath, readConfig } from './config-file.ts'

/** The options that every command takes. */
export interface CommonOptions {
  readonly url?: string | undefined
  readonly project?: string | undefined
  readonly environment?: string | undefined
  readonly json?: boolean | undefined
  /** Seconds. */
  readonly timeout?: number | undefined
}

export interface Settings {
  readonly url: string
  readonly token: string | undefined
  readonly project: string
  /** There is no default: what is killed by mistake is somebody's product. */
  readonly environment: string | undefined
  /** Where url and token come from, for people. */
  readonly from: string
  readonly tokenFrom: string
  readonly configPath: string
  /** What is remembered; nothing of another server's. */
  readonly config: Config
}

const LOCAL = 'http://127.0.0.1:4400'
/** Made by a server's first start. */
const FIRST_PROJECT = 'default'

/** Options before the environment's variables before what `login` remembered. @throws Failure */
export async function settingsOf(
  world: Pick<World, 'env' | 'home' | 'platform' | 'uid'>,
  options: CommonOptions,
): Promise<Settings> {
  const path = configPath(world)
  const remembered = await readConfig(path, world)
  const given = options.url ?? variable(world, 'HALYARD_URL')
  const url = serverUrl(given ?? remembered.url ?? LOCAL)
  // A token goes to the server that it was given for, and to no other.
  const config = remembered.url !== undefined && serverUrl(remembered.url) === url ? remembered : {}
  const token = variable(world, 'HALYARD_TOKEN')
  if (token === undefined && config.token === undefined && remembered.token !== undefined)
    throw new Failure('not-logged-in', `you are logged in to ${remembered.url}, not to ${url}`, [
      `halyard login ${url}`,
      'or set HALYARD_TOKEN',
    ])
  return {
    url,
    token: token ?? config.token,
    project: options.project ?? variable(world, 'HALYARD_PROJECT') ?? config.project ?? FIRST_PROJECT,
    environment: options.environment ?? variable(world, 'HALYARD_ENVIRONMENT') ?? config.environment,
    from: options.url ? '--url' : given ? 'HALYARD_URL' : remembered.url ? path : 'where a first start listens',
    tokenFrom: token ? 'HALYARD_TOKEN' : config.token ? path : 'nowhere',
    configPath: path,
    config,
  }
}

/** An empty variable is one that somebody forgot to fill: as if it were not there. */
function variable({ env }: Pick<World, 'env'>, name: string): string | undefined {
  return env[name]?.trim() || undefined
}

/** A server's address in one form. @throws Failure with exit code 2 */
export function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw misused(`a server's URL begins with http:// or https://, got ${JSON.stringify(text)}`, `such as ${LOCAL}`)
  if (url.username || url.password || url.search || url.hash)
    throw misused('a server’s URL has no user, password, query or fragment', `such as ${url.origin}${url.pathname}`)
  // The API's own address is often what was copied.
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '')
}

/** Whether what is sent there stays on this machine. */
export function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)
}
