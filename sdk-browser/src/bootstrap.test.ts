import type { FlagItem, Ruleset } from '@halyard/evaluator'
import { expect, test } from 'vitest'
import { evaluateBootstrap } from './bootstrap.ts'
import { createClient } from './client.ts'

const flag = (key: string, more: object = {}): FlagItem => ({
  hash: '1111111111111111',
  revision: 1,
  type: 'boolean',
  salt: key,
  enabled: true,
  variants: { on: true, off: false },
  offVariant: 'off',
  prerequisites: [],
  targets: [{ attribute: 'targetingKey', values: ['ann'], variant: 'off' }],
  rules: [],
  fallthrough: { variant: 'on' },
  metadata: {},
  ...more,
})
const ruleset: Ruleset = {
  project: 'shop',
  environment: 'production',
  environmentId: 'e-1',
  epoch: 1,
  revision: 3,
  items: { flag: { shown: flag('shown'), fresh: flag('fresh', { maxStalenessMs: 1000 }) }, segment: {} },
}

test('a bootstrap alone reads as a client that starts from it does', async () => {
  for (const targetingKey of ['ann', 'bob']) {
    const context = { targetingKey }
    const fetch = (): Promise<never> => new Promise(() => {})
    const options = { url: 'http://127.0.0.1:1', clientId: 'hal_cid_abcdefgh_00000000', storage: null, fetch }
    const client = createClient({ ...options, bootstrap: ruleset, context, telemetryIntervalMs: 0 })
    expect(Object.keys(client.all())).toEqual(['shown', 'fresh'])
    expect(evaluateBootstrap(ruleset, context)).toEqual(client.all())
    expect(evaluateBootstrap({ ruleset, digest: 'x' }, context)).toEqual(client.all())
    await client.close()
  }
})

test('values are evaluated already', () => {
  const flags = evaluateBootstrap(ruleset, {})
  expect(evaluateBootstrap({ epoch: 1, revision: 3, digest: '1111111111111111', flags })).toEqual(flags)
})

test('what a server component may hand to a page are plain objects all the way down', () => {
  const flags = evaluateBootstrap(ruleset, {})
  for (const object of [flags, flags['shown'], flags['shown']?.flagMetadata])
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
})

test('what can’t be read is nothing', () => {
  expect(evaluateBootstrap({ items: 7 } as never, {})).toEqual({})
  expect(evaluateBootstrap(undefined as never, {})).toEqual({})
  expect(evaluateBootstrap({ flags: null } as never, {})).toEqual({})
})

test.each([null, { flags: null }, { ruleset: null }, {}])('a client ignores a bootstrap of %j', async (bootstrap) => {
  const options = {
    url: 'http://127.0.0.1:1',
    clientId: 'hal_cid_abcdefgh_00000000',
    storage: null,
    telemetryIntervalMs: 0,
  }
  const fetch = (): Promise<never> => new Promise(() => {})
  for (const mode of ['local', 'remote'] as const) {
    const client = createClient({ ...options, fetch, mode, bootstrap: bootstrap as never })
    expect(client.details('shown', false)).toMatchObject({ value: false, errorCode: 'PROVIDER_NOT_READY' })
    await client.close()
  }
})
