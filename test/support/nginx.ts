import type { Running } from './lifetime.ts'
import { proxyPath, startProxy } from './web-proxy.ts'

/** Where nginx is, or undefined: `NGINX_PATH`, else where Debian puts it. */
export const nginxPath: string | undefined = proxyPath('nginx', 'nginx-light')

/**
 * Starts nginx in the foreground with a folder of its own, and waits until it listens.
 * @param http - What stands in its `http { … }`. @param url - Where it then answers something.
 */
export async function startNginx(http: string, url: string): Promise<Running> {
  if (nginxPath === undefined) throw new Error('no nginx: guard the test with test.skipIf(!nginxPath)')
  return startProxy(
    {
      name: 'nginx',
      path: nginxPath,
      args: (folder) => ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'],
      files: (folder) => ({ 'nginx.conf': configurationOf(folder, http) }),
    },
    url,
  )
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
