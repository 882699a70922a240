import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { newWebhookSecret } from '../webhooks/sign.ts'
import { crc32, isSameHash, mintCredential, sha256 } from './credentials.ts'

const SECURITY = new URL('../../../SECURITY.md', import.meta.url)

async function patternOf(kind: string): Promise<RegExp> {
  const rows = (await readFile(SECURITY, 'utf8')).split('\n')
  const [, pattern = ''] = /`([^`]+)`/.exec(rows.find((row) => row.startsWith(`| ${kind} |`)) ?? '') ?? []
  return new RegExp(`^${pattern}$`)
}

describe('secret scanners find, by the pattern that SECURITY.md tells them,', () => {
  test.each([
    ['API token', () => mintCredential('api').text],
    ['SDK key', () => mintCredential('sdk').text],
    ['client id', () => mintCredential('client').text],
    ['webhook secret', newWebhookSecret],
  ])('every %s', async (kind, mint) => {
    const pattern = await patternOf(kind)
    for (let round = 0; round < 200; round++) expect(mint()).toMatch(pattern)
  })
})

test('the last part of a credential is the CRC-32 of what stands before it', () => {
  // From the catalogue of parametrised CRC algorithms: CRC-32/ISO-HDLC of "123456789".
  expect(crc32('123456789')).toBe('cbf43926')
  const { text } = mintCredential('sdk')
  const end = text.lastIndexOf('_')
  expect(text.slice(end + 1)).toBe(crc32(text.slice(0, end)))
})

test('what is kept of a credential does not hold it, and tells it from any other', () => {
  const { text, selector, hash } = mintCredential('api')
  expect(text).toContain(`_${selector}_`)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(isSameHash(hash, sha256(text))).toBe(true)
  expect(isSameHash(hash, sha256(`${text} `))).toBe(false)
  expect(isSameHash(hash, '')).toBe(false)
})
