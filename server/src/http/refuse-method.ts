import type { Handler } from 'hono'
import type { HttpEnv } from './context.ts'
import { HttpError } from './errors.ts'

/** For a path's other methods, after its own. @param allow - Those, as the header has them: `GET, HEAD`. */
export function refuseMethod(allow: 'GET, HEAD' | 'POST'): Handler<HttpEnv> {
  return (c) => {
    const detail = `This path takes ${allow}, not ${c.req.method.slice(0, 20)}.`
    throw new HttpError('method-not-allowed', detail, { headers: { Allow: allow } })
  }
}
