/**
 * The specification's own feature files, each pinned to what it says at one commit of `open-feature/spec`. The texts
 * are theirs and are not kept here.
 * @see docs/openfeature.md, "The specification's scenarios"
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Scenario, scenariosOf } from './feature-file.ts'

/** Of one file, because no one commit has all of them. */
interface Pin {
  readonly commit: string
  /** @see digestOf */
  readonly sha256: string
}

export const PINS: Readonly<Record<string, Pin>> = {
  'contextMerging.feature': {
    commit: '2e95b3c736affafaca2265bffd7a3e03f45bbc26',
    sha256: '452f206b46c59a00756aeed03d8f42145bebdb3c971758867a18fdc43ce389d2',
  },
  'evaluation.feature': {
    commit: '0795ac4ca253b1120a67a1b819a67016a92e2a7d',
    sha256: 'a459f978cc33bc973a50ceb2d045cb2d10628a7a7e7e56dc5b0fa626e295f99b',
  },
  'evaluation_context.feature': {
    commit: 'ef9cb7c0866e6f44ec586f4f5cbf20d85bc37825',
    sha256: '1343260a14fb8f82d1e61380c6f007ccc7fe193561964af680bf86abfe9adf10',
  },
  'evaluation_v2.feature': {
    commit: '0795ac4ca253b1120a67a1b819a67016a92e2a7d',
    sha256: '1ba220671bddbabcddfddca1d58d4b727ac2c3b7f441bb79571d63f332c61d76',
  },
  'events.feature': {
    commit: 'b575a8eb2664a81a17ffd2348c64be89330a4077',
    sha256: '6055b8bb40e13a3e042efe5e254adaa8f6b6f2bdc26cd4cd1e5583c5e19f0084',
  },
  'hooks.feature': {
    commit: '09f212b9976f7a333f0bcd05acd3f7c14dd2b671',
    sha256: '35697d4be490851118f49d93c546543928c1ab99196a1ee953d45954e5b4f530',
  },
  'metadata.feature': {
    commit: '148da8ee5531145f3949d289292fb04ac9b79bef',
    sha256: 'd5777198353b36b9ed43955150a26904ec8fc98e011fa4cf0e451b097d69e7f6',
  },
  'tracking.feature': {
    commit: '2a91b894d75e9cc29fec2da3141bc20768e60ca9',
    sha256: 'f8feaea81bcd01020e728e67bd6396b6472999d3c1d0ba5b53031b9ec7a24058',
  },
}

/**
 * The SHA-256 of what a run sees of a file: features, names, steps and tables. Comments, tags, layout and line ends are
 * not in it, so a checkout on Windows has the same one.
 */
export function digestOf(scenarios: readonly Scenario[]): string {
  const seen = scenarios.map(({ feature, name, steps }) => [
    feature,
    name,
    steps.map(({ text, table = [] }) => [text, table]),
  ])
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex')
}

/** The scenarios of the pinned files. @throws Error - One is missing or says something else, or there are others. */
export function officialScenarios(folder: string, pins: Readonly<Record<string, Pin>> = PINS): readonly Scenario[] {
  const problems: string[] = []
  const scenarios = Object.entries(pins).flatMap(([file, { commit, sha256 }]) => {
    const path = join(folder, file)
    if (!existsSync(path)) {
      problems.push(`${file} is missing`)
      return []
    }
    const read = scenariosOf(readFileSync(path, 'utf8'), file)
    if (digestOf(read) !== sha256)
      problems.push(`${file} has other scenarios than at commit ${commit} (${digestOf(read)}, not ${sha256})`)
    return read
  })
  const others = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.feature')) : []
  problems.push(...others.filter((file) => !(file in pins)).map((file) => `${file} is not pinned`))
  if (problems.length > 0)
    throw new Error(
      `The files in ${folder} are not the pinned ones of open-feature/spec:\n  ${problems.join('\n  ')}\n` +
        'docs/openfeature.md, "The specification’s scenarios", says how to get them.',
    )
  return scenarios
}
