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

test('a limit under which nothing could be done, or over which anything could, is refused', () => {
  for (const [name, value] of [
    ['HALYARD_LIMIT_BODY_BYTES', '1'],
    ['HALYARD_LIMIT_BODY_BYTES', '999999999'],
    ['HALYARD_LIMIT_STRING_BYTES', '5'],
    ['HALYARD_LIMIT_SERVER_RULESET_BYTES', '10'],
    ['HALYARD_LIMIT_FLAGS', '0'],
  ] as const) {
    expect(() => readConfig({ [name]: value }), `${name}=${value}`).toThrow(new RegExp(`^  ${name}: .* from `, 'm'))
  }
})

test('a public URL with a password in it is refused, and not repeated', () => {
  const read = () => readConfig({ HALYARD_PUBLIC_URL: 'https://admin:hunter2@flags.example.com' })
  expect(read).toThrow(/HALYARD_PUBLIC_URL/)
  expect(read).toThrow(/^(?!.*hunter2)/s)
})

test('a misspelt variable is warned about with the one that was meant; those of other programs are left alone', () => {
  const { warnings } = readConfig({
    HALYARD_DATADIR: '/srv',
    HALYARD_COLOUR_OF_THE_SEA: 'blue',
    HALYARD_URL: 'http://127.0.0.1:4400',
    HALYARD_TOKEN: 'hal_api_x',
    HALYARD_DATA_DIR: '/srv',
  })
  expect(warnings).toHaveLength(2)
  expect(warnings[0]).toMatch(/^HALYARD_DATADIR .*Did you mean HALYARD_DATA_DIR\?$/)
  expect(warnings[1]).toMatch(/^HALYARD_COLOUR_OF_THE_SEA .*docs\/operations\.md/)
})
