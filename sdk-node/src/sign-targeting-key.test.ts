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
])('refuses what would sign nothing: %s, %s', (sdkKey, targetingKey, message) => {
  expect(() => signTargetingKey(sdkKey as string, targetingKey as string)).toThrow(message)
})
