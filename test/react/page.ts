/** What the test page embeds: the shop, mounted or hydrated, and everything that anybody could have seen of it. */
import type { EvaluationContext } from '@halyard/browser'
import { HalyardProvider } from '@halyard/react'
import { createTestClient } from '@halyard/react/testing'
import { createElement as h } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { type Given, Shop } from './shop.ts'

export { effects, hands, renders } from './shop.ts'

export const errors: string[] = []
/** Every text that a part of the shop has had, in the order in which it came. */
export const seen: string[] = []
let root: Root | undefined

const write = console.error
console.error = (...words: unknown[]): void => {
  errors.push(words.join(' '))
  write(...words)
}

function container(): Element {
  const element = document.querySelector('#shop')
  if (element === null) throw new Error('the page has no shop')
  return element
}

function watch(): void {
  const look = (): void => {
    for (const part of ['checkout', 'banner', 'greeting']) {
      const text = container().querySelector(`#${part}`)?.textContent ?? 'nothing'
      if (!seen.includes(`${part}: ${text}`)) seen.push(`${part}: ${text}`)
    }
  }
  look()
  new MutationObserver(look).observe(container(), { subtree: true, childList: true, characterData: true })
}

export function mount(given: Given): void {
  root = createRoot(container())
  root.render(h(Shop, { given }))
}

/** Puts the server's markup into the page, then hydrates it. */
export function hydrate(html: string, given: Given): void {
  container().innerHTML = html
  watch()
  const onRecoverableError = (error: unknown): void => void errors.push(String(error))
  root = hydrateRoot(container(), h(Shop, { given }), { onRecoverableError })
}

/** From here on every text counts. */
export const look = (): void => watch()
export const unmount = (): void => root?.unmount()

/** Renders a provider with each of these contexts, one after the other. @returns what was shown, and who was told of */
export function visitors(contexts: readonly (EvaluationContext | undefined)[]): {
  shown: (string | null)[]
  last: object
} {
  const client = createTestClient()
  const place = createRoot(container())
  const shown = contexts.map((context, n) => {
    flushSync(() => place.render(h(HalyardProvider, { client, context }, String(n))))
    return container().textContent
  })
  return { shown, last: client.context() }
}
