import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { pid } from 'node:process'

/** What a name may be made of, and how long it may be, so that the server takes the whole id. */
export const INSTANCE_NAME: RegExp = /^[\w.-]{1,64}$/

/**
 * How this process stands in the server's lists, where people look for it in an incident: told apart from all others by
 * what is random at its end.
 * @param name - Host and process id unless given.
 */
export function instanceId(name: string = processName()): string {
  return `${name}.${randomUUID().slice(0, 8)}`
}

/** In a container the host is the container, in Kubernetes the pod. */
function processName(): string {
  return `${hostName()
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 50)}.${pid}`
}

function hostName(): string {
  try {
    return hostname()
  } catch {
    return 'host' // Some runtimes ask for a permission that an app need not have.
  }
}
