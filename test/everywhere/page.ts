/** What the page embeds: the browser SDK, and a React app of its own. */
import { type BrowserClient, createClient } from '@halyard/browser'
import { HalyardProvider, useFlagDetails, useStatus } from '@halyard/react'
import { createElement as h } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { census, lineOf } from './census.ts'
import { READS, USERS, userOf } from './users.ts'

type BrowserOptions = Parameters<typeof createClient>[0]

let client: BrowserClient
let root: Root
let options: Omit<BrowserOptions, 'context'>

/** Begins both. */
export async function visit(given: Omit<BrowserOptions, 'context'>): Promise<void> {
  options = given
  client = createClient({ ...given, context: userOf(0) })
  await client.ready()
  root = createRoot(document.body.appendChild(document.createElement('main')))
  show(0)
}

/** The SDK's word on every user. */
export function sdkCensus(): string[] {
  return census({
    details: (key, fallback, context) => {
      client.identify(context)
      return client.details(key, fallback as string)
    },
  })
}

/** What React shows to every user. */
export function reactCensus(): string[] {
  return Array.from({ length: USERS }, (_, n) => show(n))
}

/** What the SDK says of this user now, and what React shows, whoever it shows. */
export function now(user: number): {
  readonly sdk: string | undefined
  readonly react: string
  readonly state: string
} {
  client.identify(userOf(user))
  return {
    sdk: client.details('checkout', true).variant,
    react: document.querySelector('#line')?.textContent ?? '',
    state: document.querySelector('#state')?.textContent ?? '',
  }
}

/** What React shows to this user. */
export function show(user: number): string {
  flushSync(() => root.render(h(HalyardProvider, { options, context: userOf(user) }, h(Line))))
  return document.querySelector('#line')?.textContent ?? ''
}

function Line() {
  const outcomes = Object.entries(READS).map(([key, fallback]) => useFlagDetails(key, fallback as string))
  const { state } = useStatus()
  return h('p', null, h('b', { id: 'line' }, lineOf(outcomes)), h('i', { id: 'state' }, state))
}
