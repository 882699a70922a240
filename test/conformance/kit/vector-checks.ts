/** The published vectors, asked of an SDK. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Adapter, Json } from './adapter.ts'
import { type Check, Mismatch, shown } from './check.ts'

interface Case extends Json {
  readonly name: string
  readonly expected: Json
}
interface VectorFile {
  readonly kind: string
  readonly rulesets?: Readonly<Record<string, Json>>
  readonly cases: readonly Case[]
}
interface Asked {
  readonly name: string
  readonly expected: Json
  readonly came: Promise<Json>
}
interface World {
  readonly adapter: Adapter
}

/** What a server alone does: no SDK derives ranges from weights. */
const SERVER_ONLY = ['ranges']

/** Every file of the evaluator's and the protocol's vectors that concerns an SDK. @param root - The repository. */
export function vectorChecks(root: string): Check<World>[] {
  const evaluator = join(root, 'packages/evaluator/vectors')
  const files = readdirSync(evaluator).filter((name) => name.endsWith('.json'))
  const checks = files.flatMap((name): Check<World>[] => {
    const file = JSON.parse(readFileSync(join(evaluator, name), 'utf8')) as VectorFile
    if (SERVER_ONLY.includes(file.kind)) return []
    const rule = `packages/evaluator/vectors/${name}`
    return [{ name: `vectors: ${name}`, rule, run: ({ adapter }) => compare(askEvaluator(adapter, file)) }]
  })
  return [...checks, ...protocolChecks(join(root, 'packages/protocol/vectors'))]
}

function* askEvaluator(adapter: Adapter, { kind, rulesets = {}, cases }: VectorFile): Generator<Asked> {
  let loaded = ''
  for (const { name, expected, ruleset, previous, ...question } of cases) {
    if (kind !== 'evaluate') {
      yield { name, expected, came: adapter.ask(kind, question) }
      continue
    }
    const chain = [...((previous ?? []) as string[]), String(ruleset)]
    if (loaded !== String(chain)) {
      loaded = String(chain)
      // Requests are answered in order, so that nobody waits for this one.
      adapter.ask('load', { rulesets: chain.map((key) => rulesets[key]) }).catch(() => undefined)
    }
    yield { name, expected, came: adapter.ask('evaluate', question) }
  }
}

function protocolChecks(folder: string): Check<World>[] {
  const casesOf = (name: string): Json[] =>
    (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { readonly cases: Json[] }).cases
  return [
    {
      name: 'vectors: digests of items, in any order',
      rule: 'docs/protocol.md, "Hash and digest"',
      run: ({ adapter }) =>
        compare(
          casesOf('digest.json').map(({ items, digest }) => ({
            name: shown(items),
            expected: { digest },
            came: adapter.ask('digest', { items }),
          })),
        ),
    },
    {
      name: 'vectors: members of hashed lists',
      rule: 'docs/protocol.md, "Two audiences"',
      run: ({ adapter }) =>
        compare(
          casesOf('hashed-lists.json').map(({ hashed, ...question }) => ({
            name: shown(question),
            expected: { member: hashed },
            came: adapter.ask('hashedMember', question),
          })),
        ),
    },
  ]
}

/** @returns how many cases there were. @throws Mismatch with the first three that differ. */
async function compare(asked: Iterable<Asked>): Promise<number> {
  const all = await Promise.all(
    [...asked].map(async ({ name, expected, came }) => ({
      name,
      expected,
      came: await came.catch((error: unknown): unknown => String(error)),
    })),
  )
  const wrong = all.filter(({ expected, came }) => !isDeepStrictEqual(came, expected))
  if (wrong.length > 0) {
    const first = wrong.slice(0, 3).map(({ name, expected, came }) => {
      return `  ${name}\n    expected ${shown(expected)}\n    came     ${shown(came)}`
    })
    throw new Mismatch(`${wrong.length} of ${all.length} cases differ\n${first.join('\n')}`)
  }
  return all.length
}
