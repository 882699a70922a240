/** Holds answers against the OpenAPI document, by a validator that is not ours. */
import type { OpenApiDocument } from '@halyard/admin-api'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describedIn } from './requests.ts'

/** Those that an answer has exactly where it is described to. */
const TOLD_BY_HEADERS = ['ETag', 'Location', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']

const JSON_TYPE = 'application/json'

type Validate = ((value: unknown) => boolean) & { errors?: unknown }

export class Answers {
  readonly #ajv: Ajv2020
  readonly #routes: readonly {
    readonly method: string
    readonly pattern: RegExp
    readonly operationId: string
    readonly validators: ReadonlyMap<string, ReadonlyMap<string, Validate>>
    readonly headers: ReadonlyMap<string, readonly string[]>
  }[]
  readonly #problem: Validate

  constructor(document: OpenApiDocument) {
    this.#ajv = new Ajv2020({ strict: false, validateFormats: false })
    this.#ajv.addSchema({ $id: 'openapi', components: document.components })
    this.#problem = this.#compile({ $ref: '#/components/schemas/Problem' })
    this.#routes = describedIn(document).map(({ method, path, operationId, responses }) => ({
      method,
      operationId,
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      headers: new Map(Object.entries(responses).map(([status, { headers }]) => [status, Object.keys(headers ?? {})])),
      validators: new Map(
        Object.entries(responses).map(([status, { content }]) => {
          const shapes = Object.entries(content ?? {}).map(([type, { schema }]) => {
            return [type, type === JSON_TYPE ? this.#compile(schema) : () => true] as const
          })
          return [status, new Map<string, Validate>(shapes)]
        }),
      ),
    }))
  }

  /** @returns which operation answered, and what is wrong with the answer: undefined when nothing is. */
  judge(
    method: string,
    path: string,
    answer: {
      readonly status: number
      readonly type: string
      readonly text: string
      readonly headers: Readonly<Record<string, unknown>>
    },
  ): { readonly operationId: string | undefined; readonly complaint: string | undefined } {
    const { status, type, text } = answer
    // As servers read it: `a/../b` is `b`.
    const { pathname } = new URL(path, 'http://any')
    const route = this.#routes.find((known) => known.method === method && known.pattern.test(pathname))
    const complain = (complaint: string | undefined) => ({ operationId: route?.operationId, complaint })
    if (status >= 500) return complain(`status ${status}: ${text}`)
    if (status >= 400) {
      if (!type.startsWith('application/problem+json')) return complain(`status ${status} as ${type}`)
      const problem: unknown = method === 'HEAD' ? undefined : JSON.parse(text)
      return complain(problem === undefined || this.#problem(problem) ? undefined : `no problem document: ${text}`)
    }
    // A HEAD is a GET without its body.
    if (route === undefined)
      return complain(method === 'HEAD' ? undefined : `status ${status} from nothing that is described`)
    const shapes = route.validators.get(String(status))
    if (shapes === undefined) return complain(`status ${status} is not described`)
    const described = route.headers.get(String(status)) ?? []
    const odd = TOLD_BY_HEADERS.find(
      (name) => described.includes(name) !== Object.hasOwn(answer.headers, name.toLowerCase()),
    )
    if (odd !== undefined)
      return complain(`${odd} is ${described.includes(odd) ? 'described and missing' : 'not described'}`)
    if (shapes.size === 0) return complain(text === '' ? undefined : `a body that is not described: ${text}`)
    const [plain = ''] = type.split(';')
    const validate = shapes.get(plain)
    if (validate === undefined) return complain(`${plain} is not described`)
    const value: unknown = plain === JSON_TYPE ? JSON.parse(text) : undefined
    return complain(validate(value) ? undefined : `${JSON.stringify(validate.errors)} in ${text.slice(0, 500)}`)
  }

  #compile(schema: Readonly<Record<string, unknown>>): Validate {
    const here = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/')) as object
    return this.#ajv.compile(here) as Validate
  }
}
