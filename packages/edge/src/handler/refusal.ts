/** RFC 9457 problem documents, with the server's own codes. @see docs/api.md, "Refusals" */
const STATUS = {
  'bad-json': [400, 'The body cannot be read as JSON'],
  unauthorized: [401, 'No valid credential'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'The method is not one of this path'],
  'too-large': [413, 'Too large'],
  overloaded: [503, 'Not now'],
} as const

export type RefusalCode = keyof typeof STATUS

/** Why a request has no answer. */
export interface Refusal {
  readonly code: RefusalCode
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
}

/** @param members - Further ones of the document. */
export function refuse({ code, detail, headers }: Refusal, members: object = {}): Response {
  const [status, title] = STATUS[code]
  const body = { type: `urn:halyard:problem:${code}`, title, status, detail, code, ...members }
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  })
}
