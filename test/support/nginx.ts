import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Running } from './lifetime.ts'
import { endWithThisProcess } from './server.ts'
import { until } from './settle.ts'

/** Where nginx is, or undefined: `NGINX_PATH`, else where Debian puts it. */
export const nginxPath: string | undefined = [process.env['NGINX_PATH'], '/usr/sbin/nginx'].find(
  (path) => path !== undefined && existsSync(path),
)

if (nginxPath === undefined) {
  console.warn('nginx is missing, its tests are skipped: apt-get install nginx-light (or set NGINX_PATH)')
}

/**
 * Starts nginx in the foreground with a folder of its own, and waits until it listens.
 * @param http - What stands in its `http { … }`. @param url - Where it then answers something.
 */
export async function startNginx(http: string, url: string): Promise<Running> {
  if (nginxPath === undefined) throw new Error('no nginx: guard the test with test.skipIf(!nginxPath)')
  const folder = await mkdtemp(join(tmpdir(), 'halyard-nginx-'))
  await writeFile(join(folder, 'nginx.conf'), configurationOf(folder, http))
  const child = spawn(nginxPath, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithThisProcess(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  const nginx: Running = {
    output: () => `--- nginx ---\n${output.slice(-20_000)}`,
    close: async () => {
      await ended(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`nginx ended:\n${output}`)
    return (await fetch(url)).status > 0
  }
  await until('nginx answers', answers, Boolean).catch(async (error: unknown) => {
    await nginx.close()
    throw error
  })
  return nginx
}

/** No daemon, and nothing outside of its folder: it may run beside a system's own, and as anybody. */
function configurationOf(folder: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`)
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
access_log off;
${temporary.join('\n')}
${http}
}
`
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}
