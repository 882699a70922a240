import type { Host } from '../client.ts'
import { type Answering, createGate, type HandlerOptions, type Sees } from './gate.ts'
import { answerOfrep } from './ofrep.ts'
import { type Refusal, refuse } from './refusal.ts'
import { contextOf } from './request-context.ts'
import { answerVariant } from './variant.ts'

export type { HandlerOptions }

const OFREP = /^\/ofrep\/v1\/evaluate\/flags(?:\/([^/]+))?$/
/** Some proxies ask with the visitor's own path behind the one that they were given. */
const VARIANT = /^\/edge\/v1\/variant\/([^/]+)(?:\/|$)/
const NOT_READY: Refusal = {
  code: 'overloaded',
  detail: 'This worker has no rules yet.',
  headers: { 'Retry-After': '1' },
}

/**
 * A `fetch` handler that answers from the edge what the server answers: `POST /ofrep/v1/evaluate/flags[/<key>]` and
 * `GET /edge/v1/variant/<flag>`; 404 to anything else.
 * @returns to be called with the request and the worker's `ctx`.
 * @throws ClientError `INVALID_OPTION`: neither `keys` nor `public`
 * @see docs/edge.md, "Answering others"
 */
export function createHandler(
  client: Answering,
  options: HandlerOptions,
): (request: Request, host?: Host) => Promise<Response> {
  const gate = createGate(client, options)
  return async (request, host) => {
    const admit = async (): Promise<Sees | Refusal> => {
      const sees = gate(request.headers)
      if (typeof sees !== 'function') return sees
      const { source } = await client.ready(host)
      return source === undefined ? NOT_READY : sees
    }
    const { pathname } = new URL(request.url)
    const ofrep = OFREP.exec(pathname)
    if (ofrep) return answerOfrep(request, client, decoded(ofrep[1]), admit)
    const flag = decoded(VARIANT.exec(pathname)?.[1])
    if (flag === undefined) return refuse({ code: 'not-found', detail: 'This worker answers OFREP and variants.' })
    const sees = await admit()
    if (typeof sees !== 'function') return refuse(sees)
    if (!sees(flag)) return answerVariant({ reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' })
    return answerVariant(client.evaluate(flag, contextOf(request)))
  }
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text)
  } catch {
    return text
  }
}
