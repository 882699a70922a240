import { expect, test } from 'vitest'
import { type AnonymousKeyOptions, anonymousKey } from './anonymous-key.ts'

function visit(cookie?: string, options?: AnonymousKeyOptions): ReturnType<typeof anonymousKey> {
  return anonymousKey(
    new Request('https://shop.example/', cookie === undefined ? {} : { headers: { cookie } }),
    options,
  )
}

test('a newcomer gets a key and the cookie that brings it back', () => {
  const { key, setCookie } = visit()
  expect(key).toMatch(/^[0-9a-f-]{36}$/)
  expect(setCookie).toBe(`visitor=${key}; Path=/; Max-Age=31536000; Secure; SameSite=Lax; HttpOnly`)
  expect(visit().key).not.toBe(key)
})

test('whoever has been here keeps their key and gets no cookie', () => {
  const { key } = visit()
  expect(visit(`theme=dark; visitor=${key}; x=1`)).toEqual({ key, setCookie: undefined })
  expect(visit(`visitor="${key}"`)).toEqual({ key, setCookie: undefined })
})

test.each(['', 'short', 'a'.repeat(65), '<script>alert(1)</script>', '%00%0d%0aSet-Cookie: x=1', 'kö'])(
  'a cookie of %j is replaced',
  (value) => {
    const { key, setCookie } = visit(`visitor=${encodeURIComponent(value)}`)
    expect(key).toMatch(/^[0-9a-f-]{36}$/)
    expect(setCookie).toContain(`visitor=${key};`)
  },
)

test('name, domain and HttpOnly are the app’s to choose; what no cookie can have is refused', () => {
  const { setCookie } = visit(undefined, { name: 'v', domain: 'shop.example', httpOnly: false })
  expect(setCookie).toMatch(/^v=[0-9a-f-]{36}; Path=\/; Max-Age=31536000; Secure; SameSite=Lax; Domain=shop\.example$/)
  expect(() => visit(undefined, { name: 'a;b' })).toThrow('`name`')
  expect(() => visit(undefined, { domain: 'x; Path=/' })).toThrow('`domain`')
})

test('a `__Host-` cookie is of one host: with a domain browsers would drop it, and it is refused', () => {
  expect(visit(undefined, { name: '__Host-visitor' }).setCookie).toContain('__Host-visitor=')
  for (const name of ['__Host-visitor', '__HOST-visitor']) {
    expect(() => visit(undefined, { name, domain: 'shop.example' })).toThrow('`domain` must be left out')
  }
})
