import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openTestAdmin } from '../http/admin/test-admin.ts'
import { createDispatcher } from '../wiring.ts'
import { newWebhookSecret, signatureHeaders } from './sign.ts'

const page = readFileSync(fileURLToPath(new URL('../../../docs/webhooks.md', import.meta.url)), 'utf8')

function block(mark: string): string {
  return new RegExp(`<!-- ${mark} -->\n\`\`\`\\w+\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? ''
}

type IsFromHalyard = (secret: string, headers: Record<string, string>, body: string, nowSeconds?: number) => boolean

test('the check of the page takes what is signed, with either secret of two, and nothing else', async () => {
  const url = `data:text/javascript,${encodeURIComponent(block('run: verify'))}`
  const { isFromHalyard } = (await import(/* @vite-ignore */ url)) as { readonly isFromHalyard: IsFromHalyard }
  const [secret, other, strange] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()] as const
  const body = '{"type":"ping","text":"日本"}'
  const headers = signatureHeaders('msg_1', 1_000, body, [secret, other])
  expect(isFromHalyard(secret, headers, body, 1_100)).toBe(true)
  expect(isFromHalyard(other, headers, body, 1_100)).toBe(true)
  expect(isFromHalyard(strange, headers, body, 1_100)).toBe(false)
  expect(isFromHalyard(secret, headers, `${body} `, 1_100)).toBe(false)
  expect(isFromHalyard(secret, headers, body, 1_301)).toBe(false)
  expect(isFromHalyard(secret, { ...headers, 'webhook-id': 'msg_2' }, body, 1_100)).toBe(false)
  expect(isFromHalyard(secret, { ...headers, 'webhook-timestamp': 'now' }, body, 1_100)).toBe(false)
  expect(isFromHalyard(secret, { ...headers, 'webhook-signature': 'v1,' }, body, 1_100)).toBe(false)
})

test('the signature is that of the Standard Webhooks', () => {
  // From the examples of its own libraries.
  const headers = signatureHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}', [
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ])
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('the example of the page has the fields that are sent', async () => {
  const bodies: string[] = []
  const { call, halyard } = await openTestAdmin()
  const dispatcher = createDispatcher(halyard, {
    webhooksToLoopback: false,
    onOutcome: () => {},
    onFailure: (error) => expect.unreachable(String(error)),
    send: async (_url, _headers, body) => {
      bodies.push(body)
      return { status: 200, error: undefined }
    },
  })
  await call('POST', '/projects/default/webhooks', { url: 'https://hooks.example.com/', actions: ['flag.kill'] })
  await call('POST', '/projects/default/flags', { key: 'new-checkout' })
  const flag = '/projects/default/environments/production/flags/new-checkout'
  await call('POST', `${flag}/kill`, { reason: 'checkout errors' })
  dispatcher.dispatch()
  await dispatcher.idle()
  const shapeOf = (text: string) => {
    const { data, ...message } = JSON.parse(text)
    return [Object.keys(message), Object.keys(data), Object.keys(data.actor), data.resource, data.before, data.after]
  }
  expect(shapeOf(bodies[0] ?? '')).toEqual(shapeOf(block('example')))
})
