import { listOperations } from '@halyard/admin-api'
import { expect, test } from 'vitest'
import { html } from './html.ts'
import { apiDocsRoutes } from './routes.ts'

const routes = apiDocsRoutes()
const document = async (): Promise<Record<string, unknown>> =>
  (await (await routes.request('/v1/openapi.json')).json()) as Record<string, unknown>

test('the OpenAPI document has every operation, under its name', async () => {
  const { paths } = (await document()) as { paths: Record<string, Record<string, { operationId: string }>> }
  const described = Object.values(paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId))
  expect(described.sort()).toEqual(
    listOperations()
      .map(([name]) => name)
      .sort(),
  )
})

test('every reference in it leads somewhere', async () => {
  const found = await document()
  const references = [...JSON.stringify(found).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  expect(references.length).toBeGreaterThan(50)
  for (const path of new Set(references)) {
    const target = path
      .split('/')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], found)
    expect(target, path).toBeTypeOf('object')
  }
})

test('the reference shows every operation, and fetches nothing from anywhere', async () => {
  const answer = await routes.request('http://flags.example/docs')
  const page = await answer.text()
  for (const [name] of listOperations()) expect(page).toContain(`<details id="${name}">`)
  expect(page).not.toMatch(/\bsrc=|<script|<link|@import|url\(/)
  expect(
    [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href).filter((href) => /^\w+:|^\/\//.test(href)),
  ).toEqual([])
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
})

test('text in the reference stays text', () => {
  expect(html`<p title="${'"><script>'}">${"<b>&'"}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</p>',
  )
})

test('the reference is found beside the document, too', async () => {
  const answer = await routes.request('http://flags.example/v1/docs')
  expect([answer.status, answer.headers.get('location')]).toEqual([308, '../docs'])
})
