import { expect, test } from 'vitest'
import { signTargetingKey } from './sign-targeting-key.ts'

test('the same text for the same visitor and key, for good: it is in pages that are open', () => {
  expect(signTargetingKey('hal_sdk_selectorA_secret_00000000', 'ann')).toBe(
    'selectorA-097683d1909cdf2c5039a0f5a4ebab813930710739d7f26aaa22f4d5995bbd07',
  )
})

test.each([
  ['hal_cid_selectorA_00000000', 'ann', '`sdkKey` must be "hal_sdk_…", got hal_cid_'],
  [undefined, 'ann', '`sdkKey` must be'],
  ['hal_sdk_selectorA_secret_00000000', 7, '`targetingKey` must be a string, got number'],
  ['hal_sdk_selectorA_secret_00000000', null, '`targetingKey` must be a string, got null'],
  ['hal_sdk_selectorA_secret_00000000', undefined, '`targetingKey` must be a string, got undefined'],
  ['hal_sdk_selectorA_secret_00000000', new String('ann'), '`targetingKey` must be a string, got object'],
  ['hal_sdk_selectorA_secret_00000000', '', '`targetingKey` must be who is logged in, got an empty string'],
  ['hal_sdk_selectorA_secret_00000000', 'ann\uD83D', 'got one with half of a surrogate pair. A text that is cut'],
  ['hal_sdk_selectorA_secret_00000000', '\uDE00\uD83D', 'got one with half of a surrogate pair'],
])('refuses what would sign nothing: %s, %s', (sdkKey, targetingKey, message) => {
  expect(() => signTargetingKey(sdkKey as string, targetingKey as string)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(message) }),
  )
})

test('whole characters of any kind are signed', () => {
  const key = 'hal_sdk_selectorA_secret_00000000'
  const signatures = ['😀', '\u{10FFFF}', '\uFFFD', ' ', 'é', 'e\u0301', '\0'].map((who) => signTargetingKey(key, who))
  expect(new Set(signatures).size).toBe(signatures.length)
})
