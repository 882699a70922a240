import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lifetime } from '../../support/lifetime.ts'
import { scenariosOf } from './feature-file.ts'
import { digestOf, officialScenarios } from './official.ts'

const { keep } = lifetime()
const TEA = 'Feature: Tea\n  Scenario: A cup\n    Given a kettle\n'
const sha256 = digestOf(scenariosOf(TEA, 'tea.feature'))
const pins = { 'tea.feature': { commit: 'abc', sha256 } }

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-gherkin-'))
  keep({ close: () => rm(folder, { recursive: true }) })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('a file that says what its pin says is played, whatever its comments, layout and line ends', () => {
  const text = `# Copied.\r\n${TEA.replaceAll('\n', '\r\n').replaceAll('    ', '\t')}`
  const folder = folderOf({ 'tea.feature': text, 'README.md': '' })
  expect(officialScenarios(folder, pins)).toMatchObject([{ feature: 'Tea', name: 'A cup' }])
})

test('files that are missing, others or changed are all named, with the commit and where to read on', () => {
  const two = { ...pins, 'milk.feature': { commit: 'def', sha256 } }
  const folder = folderOf({ 'tea.feature': TEA.replace('kettle', 'pot'), 'salt.feature': TEA })
  const run = (): unknown => officialScenarios(folder, two)
  expect(run).toThrow(`The files in ${folder} are not the pinned ones of open-feature/spec:`)
  expect(run).toThrow('tea.feature has other scenarios than at commit abc (')
  expect(run).toThrow('milk.feature is missing')
  expect(run).toThrow('salt.feature is not pinned')
  expect(run).toThrow('docs/openfeature.md, "The specification’s scenarios", says how to get them.')
})

test('a folder that is not there is the eight files missing', () => {
  expect(() => officialScenarios('/nowhere')).toThrow('tracking.feature is missing')
})
