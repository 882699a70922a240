/** What the edge client asks of a platform. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createContext, Script } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { answerOf } from '../conformance/answer-of.ts'
import type { EvaluateCase, VectorFile } from '../conformance/vector-file.ts'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))
const EVERYTHING = `export * from '@halyard/edge'; export * from '@halyard/edge/handler'`

async function bundle(format: 'esm' | 'iife'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: EVERYTHING, resolveDir: FOLDER, loader: 'ts' },
    bundle: true,
    write: false,
    format,
    globalName: 'edge',
    target: 'es2022',
    conditions: ['@halyard/source'],
    legalComments: 'none',
  })
  return outputFiles[0]?.text ?? ''
}

test('names nothing of Node or of a page, and no timer', async () => {
  const code = (await bundle('esm')).replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')
  const names =
    'process|Buffer|require|global|window|document|localStorage|navigator|setTimeout|setInterval|setImmediate'
  expect(code.match(new RegExp(`(?<![.\\w'"-])(${names})\\b(?!['":-])`, 'g'))).toBeNull()
  expect(code.match(/\bimport\b[\s({*'"]/)).toBeNull()
})

test('decides by the published vectors where there is nothing but the language and the web’s own globals', async () => {
  const web = { URL, Headers, Request, Response, TextDecoder, TextEncoder, AbortSignal, crypto, performance }
  const world = createContext(web)
  new Script(await bundle('iife')).runInContext(world)
  let asked = 0
  for (const name of ['operators', 'pattern', 'splits', 'prerequisites', 'segments']) {
    const file = new URL(`../../packages/evaluator/vectors/${name}.json`, import.meta.url)
    const { rulesets, cases } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile<EvaluateCase>
    for (const { ruleset, previous, flag, context, ageMs, type, expected } of cases) {
      // Nobody has confirmed a bootstrap, and a gateway asks for no type.
      if (previous || ageMs !== undefined || type !== undefined) continue
      Object.assign(world, { ask: JSON.stringify({ bootstrap: rulesets?.[ruleset], flag, context }) })
      const script =
        'var { bootstrap, flag, context } = JSON.parse(ask); edge.createEdgeClient({ bootstrap }).evaluate(flag, context)'
      expect(JSON.parse(JSON.stringify(answerOf(new Script(script).runInContext(world))))).toEqual(expected)
      asked += 1
    }
  }
  expect(asked).toBeGreaterThan(100)
})

test('loads in Node as it is published, and reads', async () => {
  const code = `
    import { anonymousKey, createEdgeClient } from '@halyard/edge'
    import { createHandler } from '@halyard/edge/handler'
    const ruleset = { project: 'p', environment: 'e', environmentId: 'e', epoch: 1, revision: 1, items: { segment: {}, flag: { a: {
      revision: 1, hash: '0000000000000001', type: 'boolean', variants: { on: true }, enabled: true, fallthrough: { variant: 'on' } } } } }
    const client = createEdgeClient({ bootstrap: ruleset })
    const handler = createHandler(client, { public: ['a'] })
    const answer = await handler(new Request('http://edge/edge/v1/variant/a'))
    console.log(client.boolean('a', false), answer.headers.get('x-halyard-variant'), anonymousKey(new Request('http://edge')).key.length)`
  const run = promisify(execFile)
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: FOLDER })
  expect([stdout, stderr]).toEqual(['true on 36\n', ''])
})
