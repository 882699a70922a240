import { INSTANCE_HEADER, SDK_HEADER } from '@halyard/protocol'
import type { Context } from 'hono'
import type { Who } from '../domain/applied.ts'

const INSTANCE = /^[\w.-]{1,128}$/
const SDK = /^[a-z][\w.-]{0,30}\/[\w.+-]{1,30}$/i

/** How an SDK names itself. Anyone's word, so what is no name is left out; memory and lists stay bounded. */
export function whoOf(c: Context): Who {
  const instance = c.req.header(INSTANCE_HEADER) ?? c.req.query('instance')
  const sdk = c.req.header(SDK_HEADER) ?? c.req.query('sdk')
  return {
    instance: instance !== undefined && INSTANCE.test(instance) ? instance : undefined,
    sdk: sdk !== undefined && SDK.test(sdk) ? sdk : undefined,
  }
}
