/** The API's reference as one page that fetches nothing: the OpenAPI document, for people. */
import type { OpenApiDocument } from '@halyard/admin-api'
import type { Html } from './html.ts'
import { html, prose } from './html.ts'
import { outline } from './outline.ts'

interface Parameter {
  readonly in?: string
  readonly name?: string
  readonly description?: string
  readonly schema?: Readonly<Record<string, unknown>>
}

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly 'x-permission': string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>
}

interface Content {
  readonly schema: Readonly<Record<string, unknown>>
  readonly example?: unknown
}

export const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 0 auto; padding: 1rem }
  nav { display: flex; flex-wrap: wrap; gap: .2rem .8rem }
  h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886 }
  details { margin: .3rem 0; border-left: 3px solid #8884; padding-left: .8rem }
  details[open] { border-color: #38f }
  summary { cursor: pointer; overflow-wrap: anywhere }
  summary b { display: inline-block; min-width: 4.5em; font: 600 .85em ui-monospace, monospace }
  code, pre { font: .85em/1.5 ui-monospace, monospace }
  pre { overflow-x: auto; padding: .6rem .8rem; background: #8881; border-radius: 4px }
  pre i { color: #87a; font-style: normal }
  small { opacity: .7 }
`

/** @param url - Where the server is reached, as examples write it. */
export function apiDocsPage(document: OpenApiDocument, url: string): string {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      path,
      method,
      described: described as unknown as Described,
    })),
  )
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: all.filter(({ described }) => described.tags.includes(name)),
  }))
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Halyard admin API</title>
<style>${raw(STYLE)}</style>
<h1>Halyard admin API</h1>
<p>${prose(String(document.info.description))} The same as a document: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
<nav>${groups.map(({ name }) => html`<a href="#${name}">${name}</a>`)}<a href="#schemas">schemas</a></nav>
${groups.map(
  ({ name, operations }) => html`<h2 id="${name}">${name}</h2>
${operations.map(({ path, method, described }) => operationOf(path, method, described, url))}`,
)}
<h2 id="schemas">schemas</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) => html`<details id="schema-${name}" open><summary>${name}</summary>
<pre>${outline(schema as Readonly<Record<string, unknown>>)}</pre></details>\n`,
)}
</html>
`.text
}

function operationOf(path: string, method: string, described: Described, url: string): Html {
  const { operationId, summary, parameters, requestBody, responses } = described
  const body = requestBody?.content['application/json']
  return html`<details id="${operationId}"><summary><b>${method.toUpperCase()}</b> <code>${path}</code><br>${prose(summary)}</summary>
<p>Needs <code>${described['x-permission']}</code>.</p>
${queryOf(parameters)}${body === undefined ? undefined : html`<p>Body</p><pre>${outline(body.schema)}</pre>`}
${Object.entries(responses).map(([status, { content }]) => answerOf(status, content))}
<p>Try it</p><pre>${curl(path, method, parameters, body?.example, url)}</pre></details>\n`
}

function queryOf(parameters: readonly Parameter[]): Html | undefined {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  if (query.length === 0) return undefined
  const lines = query.map(({ name, schema = {}, description }) => {
    return html`${name ?? ''}: ${outline(schema)}${description === undefined ? undefined : html` <small>${prose(description)}</small>`}\n`
  })
  return html`<p>Query</p><pre>${lines}</pre>`
}

function answerOf(status: string, content: Readonly<Record<string, Content>> | undefined): Html | undefined {
  if (status.endsWith('XX')) return undefined
  const [type = '', shape] = Object.entries(content ?? {})[0] ?? []
  if (shape === undefined) return html`<p>Answers ${status}</p>`
  const note = type === 'application/json' ? undefined : html` as <code>${type}</code>`
  return html`<p>Answers ${status}${note}</p><pre>${outline(shape.schema)}</pre>`
}

function curl(path: string, method: string, parameters: readonly Parameter[], example: unknown, url: string): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((known) => known.in === 'path' && known.name === name) as
      | { readonly example?: string }
      | undefined
    return parameter?.example ?? `$${name.toUpperCase()}`
  })
  const base = `curl -X ${method.toUpperCase()} ${url}/api/v1${filled} -H "Authorization: Bearer $HALYARD_TOKEN"`
  return example === undefined
    ? base
    : `${base} \\\n  -H 'Content-Type: application/json' -d '${JSON.stringify(example)}'`
}

function raw(text: string): Html {
  return html([text] as unknown as TemplateStringsArray)
}
