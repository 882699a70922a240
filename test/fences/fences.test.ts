import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/**
 * Each fence of the house has a fixture that breaks it. If a fence falls, its fixture passes and the test fails.
 * @see ARCHITECTURE.md, "Who may import whom"
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url))

/** Fixture → the lint rule that must refuse it. */
const broken: Readonly<Record<string, string>> = {
  'packages/evaluator/src/reads-clock.ts': 'no-restricted-properties',
  'packages/evaluator/src/is-random.ts': 'no-restricted-properties',
  'packages/evaluator/src/does-io.ts': 'no-restricted-globals',
  'packages/evaluator/src/uses-node.ts': 'no-restricted-imports',
  'packages/evaluator/src/generates-code.ts': 'no-new-func',
  'packages/evaluator/src/imports-upward.ts': 'no-restricted-imports',
  'packages/evaluator/src/circle-a.ts': 'no-cycle',
  'packages/evaluator/src/circle-b.ts': 'no-cycle',
  'packages/evaluator/src/uses-index.ts': 'no-restricted-imports',
  'packages/protocol/src/imports-upward.ts': 'no-restricted-imports',
  'packages/admin-api/src/imports-server.ts': 'no-restricted-imports',
  'packages/sdk-core/src/sets-timer.ts': 'no-restricted-globals',
  'packages/sdk-core/src/imports-sideways.ts': 'no-restricted-imports',
  'sdk-browser/src/uses-node.ts': 'no-restricted-imports',
  'sdk-browser/src/uses-process.ts': 'no-restricted-globals',
  'sdk-node/src/imports-sideways.ts': 'no-restricted-imports',
  'sdk-node/src/writes-console.ts': 'no-console',
  'packages/openfeature-server/src/imports-sideways.ts': 'no-restricted-imports',
  'packages/openfeature-server/src/reaches-through.ts': 'no-restricted-imports',
  'packages/openfeature-web/src/imports-sideways.ts': 'no-restricted-imports',
  'packages/openfeature-web/src/uses-node.ts': 'no-restricted-imports',
  'packages/openfeature-web/src/uses-process.ts': 'no-restricted-globals',
  'packages/edge/src/imports-sideways.ts': 'no-restricted-imports',
  'packages/edge/src/uses-node.ts': 'no-restricted-imports',
  'packages/edge/src/uses-process.ts': 'no-restricted-globals',
  'packages/react/src/reaches-through.tsx': 'no-restricted-imports',
  'packages/react/src/uses-process.ts': 'no-restricted-globals',
  'packages/cli/src/imports-sdk.ts': 'no-restricted-imports',
  'server/src/imports-sdk.ts': 'no-restricted-imports',
  'server/src/reads-env.ts': 'no-restricted-globals',
  'server/src/domain/reaches-store.ts': 'no-restricted-imports',
  'server/src/store/reaches-http.ts': 'no-restricted-imports',
  'server/src/live/knows-tables.ts': 'no-restricted-imports',
  'server/src/services/knows-http.ts': 'no-restricted-imports',
  'server/src/services/knows-adapter.ts': 'no-restricted-imports',
  'server/src/services/reaches-by-path.ts': 'no-restricted-imports',
  'server/src/services/forgets-promise.ts': 'no-floating-promises',
  'server/src/services/is-untyped.ts': 'no-explicit-any',
  'server/src/services/exports-default.ts': 'no-default-export',
  'server/src/http/knows-tables.ts': 'no-restricted-imports',
  'server/src/webhooks/knows-adapter.ts': 'no-restricted-imports',
}

interface Finding {
  readonly code: string
  readonly filename: string
}

function lint(folder: string): readonly Finding[] {
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const args = [oxlint, '--config', join(root, '.oxlintrc.json'), '--type-aware', '--format', 'json', folder]
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics
}

describe('the linter', () => {
  const findings = lint(fixtures)
  const seen = (file: string): string[] =>
    findings.filter((f) => relative(fixtures, join(root, f.filename)).split(sep).join('/') === file).map((f) => f.code)

  test.each(Object.entries(broken))('refuses %s (%s)', (file, rule) => {
    expect(seen(file).some((code) => code.includes(`(${rule})`))).toBe(true)
  })

  test('refuses no fixture that is not in the table', () => {
    const files = new Set(findings.map((f) => relative(fixtures, join(root, f.filename)).split(sep).join('/')))
    expect([...files].filter((file) => !(file in broken))).toEqual([])
  })
})

describe('the compiler', () => {
  test('knows neither Node nor the DOM where code runs everywhere', () => {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', join(fixtures, 'types', 'evaluator')], {
      encoding: 'utf8',
    })
    expect(status).not.toBe(0)
    for (const name of ['process', 'document', 'setTimeout']) expect(stdout).toContain(`'${name}'`)
  })
})

describe('package.json', () => {
  const undeclared: readonly (readonly [workspace: string, dependency: string])[] = [
    ['packages/evaluator', '@halyard/protocol'],
    ['packages/protocol', '@halyard/sdk-core'],
    ['packages/sdk-core', '@halyard/admin-api'],
    ['sdk-node', '@halyard/browser'],
    ['sdk-browser', '@halyard/admin-api'],
    ['packages/openfeature-server', '@halyard/browser'],
    ['packages/openfeature-web', '@halyard/node'],
    ['packages/react', '@halyard/evaluator'],
    ['packages/edge', '@halyard/node'],
    ['server', '@halyard/node'],
  ]
  // In a process of its own: test runners and package managers add search paths to theirs.
  const script = `const { createRequire } = require('node:module')
    const said = ([manifest, dependency]) => {
      try {
        return createRequire(manifest).resolve(dependency)
      } catch ({ message }) {
        return message
      }
    }
    console.log(JSON.stringify(JSON.parse(process.argv[1]).map(said)))`
  const pairs = undeclared.map(([workspace, dependency]) => [join(root, workspace, 'package.json'), dependency])
  const { stdout } = spawnSync(process.execPath, ['-e', script, JSON.stringify(pairs)], {
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: '' },
  })
  const said = JSON.parse(stdout) as readonly string[]

  test.each(undeclared.map((pair, n) => [...pair, said[n]] as const))(
    'of %s leaves %s unresolvable',
    (_, dependency, answer) => {
      expect(answer).toContain(`Cannot find module '${dependency}'`)
    },
  )
})

test('the lockfile names no registry', () => {
  expect(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:/)
})
