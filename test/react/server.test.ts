import { createHooks, HalyardProvider, useClient, useFlag, useFlagDetails, useStatus } from '@halyard/react'
import { createTestClient, TestProvider } from '@halyard/react/testing'
import { createElement as h, type ReactElement, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'

const options = { url: 'https://flags.example', clientId: 'hal_cid_abcdefgh_00000000' }
const rendered = (children: ReactNode, props: object): string =>
  renderToString(h(HalyardProvider, props as never, children))
const Checkout = (): ReactElement => h('p', {}, String(useFlag('checkout', false)))

describe('on a server', () => {
  test('options connect to nothing: components get what the server has evaluated, or their fallbacks', () => {
    const fetch = vi.spyOn(globalThis, 'fetch')
    const initial = {
      checkout: { flagKey: 'checkout', value: true, variant: 'on', reason: 'STATIC', flagMetadata: {} },
    }
    expect(rendered(h(Checkout), { options, initial })).toBe('<p>true</p>')
    expect(rendered(h(Checkout), { options })).toBe('<p>false</p>')
    expect(fetch).not.toHaveBeenCalled()
  })

  test.each([{ bootstrap: null }, { bootstrap: { flags: null } }, { bootstrap: { ruleset: null } }, { bootstrap: {} }])(
    'a bootstrap that holds nothing, as a failed fetch leaves it (%j), leaves fallbacks',
    (more) => {
      expect(rendered(h(Checkout), { options: { ...options, ...more } })).toBe('<p>false</p>')
      expect(rendered(h(Checkout), { options, initial: null })).toBe('<p>false</p>')
    },
  )

  test('a client that was handed in answers, for whom the context says', () => {
    const client = createTestClient({ checkout: true })
    expect(rendered(h(Checkout), { client, context: { targetingKey: 'ann' } })).toBe('<p>true</p>')
    expect(client.context()).toEqual({ targetingKey: 'ann' })
  })

  test('the context’s signature goes with it', () => {
    const client = createTestClient({ checkout: true })
    const identify = vi.spyOn(client, 'identify')
    const context = { targetingKey: 'ann' }
    rendered(h(Checkout), { client, context, signature: 'signed ann' })
    expect(identify).toHaveBeenCalledExactlyOnceWith(context, 'signed ann')
  })

  test.each([{ cents: 1n }, Object.assign({}, { self: {} as object })])(
    'a context that JSON can’t have renders all the same',
    (context) => {
      if ('self' in context) context.self = context
      expect(rendered(h(Checkout), { client: createTestClient({ checkout: true }), context })).toBe('<p>true</p>')
    },
  )

  test('details have the caller’s fallback where no variant applies', () => {
    const Details = (): ReactElement => h('p', {}, JSON.stringify(useFlagDetails('tier', 'free')))
    const html = renderToString(h(TestProvider, { values: {} }, h(Details))).replaceAll('&quot;', '"')
    expect(html).toContain('"value":"free","reason":"ERROR","errorCode":"FLAG_NOT_FOUND"')
  })
})

describe('what goes wrong says so', () => {
  const hooks = {
    useFlag: () => useFlag('a', 1),
    useFlagDetails: () => useFlagDetails('a', 1),
    useStatus,
    useClient,
  }
  test.each(Object.entries(hooks))('%s outside of a provider', (_, use) => {
    const Alone = (): ReactElement => h('p', {}, JSON.stringify(use()))
    expect(() => renderToString(h(Alone))).toThrow('no <HalyardProvider> above')
  })

  test('a provider of nothing', () => {
    expect(() => rendered(null, {})).toThrow('needs `client` or `options`')
  })
})

test('typed keys are the compiler’s to check', () => {
  const typed = createHooks<{ checkout: boolean; tier: 'free' | 'pro'; banner: { text: string } }>()
  expectTypeOf(typed.useFlag<'tier', 'free'>).returns.toEqualTypeOf<'free' | 'pro'>()
  expectTypeOf(typed.useFlag<'banner', { text: string }>).returns.toEqualTypeOf<{ text: string }>()
  expectTypeOf(useFlag<'any', false>).returns.toEqualTypeOf<boolean>()
  const Tier = (): ReactElement => {
    // @ts-expect-error -- no such flag
    typed.useFlag('teir', 'free')
    // @ts-expect-error -- no such variant
    typed.useFlagDetails('tier', 'gold')
    return h('p', {}, typed.useFlag('tier', 'free'))
  }
  expect(renderToString(h(TestProvider, { values: { tier: 'pro' } }, h(Tier)))).toBe('<p>pro</p>')
})
