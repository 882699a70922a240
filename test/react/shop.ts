/** A small shop in React, for the page and for the server that renders it; it counts how often each part renders. */
import {
  type Evaluations,
  type FlagClient,
  HalyardProvider,
  type OptionsProps,
  useClient,
  useFlag,
  useFlagDetails,
  useStatus,
} from '@halyard/react'
import { createElement as h, type ReactElement, StrictMode, useEffect, useState } from 'react'

export interface Given {
  readonly options: OptionsProps['options']
  readonly initial?: Evaluations | undefined
  readonly isStrict?: boolean | undefined
}

export const renders: Record<string, number> = {}
/** Who was seen together with whose greeting, as effects of components see it. */
export const effects: string[] = []
/** What the page's buttons would do. */
export const hands: { setUser(name: string): void; client?: FlagClient } = { setUser() {} }

function rendered(part: string): void {
  renders[part] = (renders[part] ?? 0) + 1
}

function Checkout(): ReactElement {
  rendered('checkout')
  return h('p', { id: 'checkout' }, useFlag('checkout', false) ? 'one click' : 'three pages')
}

function Banner(): ReactElement {
  rendered('banner')
  const { text } = useFlag('banner', { text: 'none' })
  return h('p', { id: 'banner' }, text)
}

function Reason(): ReactElement {
  return h('p', { id: 'reason' }, useFlagDetails('checkout', false).reason)
}

function Connection(): ReactElement {
  return h('p', { id: 'status' }, useStatus().state)
}

/** The user's name comes by a prop, the greeting by a flag: they must always be about the same person. */
function Greeting({ user }: { readonly user: string }): ReactElement {
  hands.client = useClient()
  const text = `${user}: ${useFlag('greeting', 'nobody')}`
  useEffect(() => void effects.push(text), [text])
  return h('p', { id: 'greeting' }, text)
}

export function Shop({ given: { options, initial, isStrict } }: { readonly given: Given }): ReactElement {
  const [user, setUser] = useState('ann')
  hands.setUser = setUser
  const parts = [Checkout, Banner, Reason, Connection].map((part) => h(part, { key: part.name }))
  const context = { targetingKey: user }
  const shop = h(HalyardProvider, { options, initial, context }, parts, h(Greeting, { user }))
  return isStrict ? h(StrictMode, {}, shop) : shop
}
