import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

test('nothing needs to be set', () => {
  expect(readConfig({})).toMatchObject({
    port: 4400,
    host: '127.0.0.1',
    dataDir: './data',
    adminToken: undefined,
    trustProxy: false,
    rates: { admin: 600 },
    limits: { flagsPerEnvironment: 5_000 },
  })
})

test('every bad variable is reported at once, each with the way out', () => {
  const read = () =>
    readConfig({
      PORT: '99999',
      HALYARD_ADMIN_TOKEN: 'short',
      HALYARD_PUBLIC_URL: 'flags.local',
      HALYARD_TRUST_PROXY: 'maybe',
      HALYARD_RATE_ADMIN: '-1',
      DATABASE_URL: 'postgres://db',
    })
  expect(read).toThrow(ConfigError)
  for (const name of [
    'PORT',
    'HALYARD_ADMIN_TOKEN',
    'HALYARD_PUBLIC_URL',
    'HALYARD_TRUST_PROXY',
    'HALYARD_RATE_ADMIN',
    'DATABASE_URL',
  ]) {
    expect(read).toThrow(new RegExp(`^  ${name}: `, 'm'))
  }
})

test('a token is never repeated in a report', () => {
  expect(() => readConfig({ HALYARD_ADMIN_TOKEN: 'hunter2' })).toThrow(/^(?!.*hunter2)/s)
})

test('an empty variable counts as unset', () => {
  expect(readConfig({ PORT: '', HALYARD_ADMIN_TOKEN: ' ' })).toMatchObject({ port: 4400, adminToken: undefined })
})
