/** A JSON document of the admin API, read loosely: tests assert on what a script would see. */
export type Json = Record<string, unknown>

/** The answer to a request, whatever its status. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

/** The admin API as a script would use it: `fetch` and paths. The named calls throw on a refusal; `request` does not. */
export interface Admin {
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string): Promise<Json>
  post(path: string, body?: unknown): Promise<Json>
  put(path: string, body: unknown): Promise<Json>
  patch(path: string, body: unknown): Promise<Json>
  delete(path: string): Promise<void>
  /** A new SDK key (secret) or client id (public) of an environment. */
  key(kind: 'sdk' | 'client', at?: Place): Promise<{ readonly id: string; readonly credential: string }>
}

/** A project and one of its environments; the first start makes these. */
export interface Place {
  readonly project: string
  readonly environment: string
}

export const PRODUCTION: Place = { project: 'default', environment: 'production' }

/** Path of an environment, to which `/flags/…`, `/keys` and so on are added. */
export function environmentPath({ project, environment }: Place = PRODUCTION): string {
  return `/projects/${project}/environments/${environment}`
}

/** @param url - The server's origin. @param token - An API token or the admin token. */
export function adminClient(url: string, token: string): Admin {
  const request = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : (JSON.parse(text) as Json) }
  }
  const must = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await request(method, path, body)
    if (answer.status < 300) return answer.body
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  return {
    request,
    get: (path) => must('GET', path),
    post: (path, body = {}) => must('POST', path, body),
    put: (path, body) => must('PUT', path, body),
    patch: (path, body) => must('PATCH', path, body),
    delete: async (path) => void (await must('DELETE', path)),
    key: async (kind, at = PRODUCTION) => {
      const made = await must('POST', `${environmentPath(at)}/keys`, { kind, name: `a ${kind} key` })
      return { id: String(made['id']), credential: String(kind === 'sdk' ? made['secret'] : made['clientId']) }
    },
  }
}
