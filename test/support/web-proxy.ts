import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Running } from './lifetime.ts'
import { endWithThisProcess } from './server.ts'
import { until } from './settle.ts'

/** Where a proxy is, or undefined, about which it says how to get it: `<NAME>_PATH`, else where Debian puts it. */
export function proxyPath(name: string, debianPackage: string): string | undefined {
  const variable = `${name.toUpperCase()}_PATH`
  const path = [process.env[variable], `/usr/sbin/${name}`].find((one) => one !== undefined && existsSync(one))
  if (path === undefined) {
    console.warn(`${name} is missing, its tests are skipped: apt-get install ${debianPackage} (or set ${variable})`)
  }
  return path
}

interface Proxy {
  readonly name: string
  readonly path: string
  /** How it is started in the foreground. */
  readonly args: (folder: string) => readonly string[]
  /** What stands in its folder, by name. */
  readonly files: (folder: string) => Readonly<Record<string, string>>
}

/** Starts a proxy with a folder of its own. @param url - It runs once something answers there. */
export async function startProxy({ name, path, args, files }: Proxy, url: string): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), `halyard-${name}-`))
  for (const [file, text] of Object.entries(files(folder))) await writeFile(join(folder, file), text)
  const child = spawn(path, args(folder), { stdio: ['ignore', 'pipe', 'pipe'] })
  endWithThisProcess(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  const proxy: Running = {
    output: () => `--- ${name} ---\n${output.slice(-20_000)}`,
    close: async () => {
      await ended(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`${name} ended:\n${output}`)
    return (await fetch(url)).status > 0
  }
  await until(`${name} answers`, answers, Boolean).catch(async (error: unknown) => {
    await proxy.close()
    throw error
  })
  return proxy
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}
