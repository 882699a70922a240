import { join } from 'node:path'
import type { Running } from './lifetime.ts'
import { proxyPath, startProxy } from './web-proxy.ts'

/** Where HAProxy is, or undefined: `HAPROXY_PATH`, else where Debian puts it. */
export const haproxyPath: string | undefined = proxyPath('haproxy', 'haproxy')

/**
 * Starts HAProxy in the foreground and waits until it listens.
 * @param configuration - Names its Lua as `/etc/haproxy/variant.lua`. @param lua - What stands there.
 */
export async function startHaproxy(configuration: string, lua: string, url: string): Promise<Running> {
  if (haproxyPath === undefined) throw new Error('no HAProxy: guard the test with test.skipIf(!haproxyPath)')
  return startProxy(
    {
      name: 'haproxy',
      path: haproxyPath,
      args: (folder) => ['-db', '-f', join(folder, 'haproxy.cfg')],
      files: (folder) => ({
        'variant.lua': lua,
        'haproxy.cfg': configuration.replace('/etc/haproxy/variant.lua', join(folder, 'variant.lua')),
      }),
    },
    url,
  )
}
