import { type BrowserOptions, createClient } from '@halyard/browser'
import { evaluateBootstrap } from '@halyard/browser/bootstrap'
import { createElement, type ReactElement } from 'react'
import { type ClientProps, ClientProvider, type ProviderProps, useProvider } from './client-provider.ts'
import { createStore, type OwnClient } from './store.ts'

/** The options of `createClient`, for a client that begins and ends with the provider. Read once. */
export interface OptionsProps extends ProviderProps {
  readonly options: BrowserOptions
  readonly client?: undefined
}

/** Either a client or the options of one. */
export type HalyardProviderProps = OptionsProps | ClientProps

/**
 * Gives the components below it their flags. A client made from `options` connects once something is shown, and closes
 * when the provider goes. On a server nothing connects: components get what `initial`, `options.bootstrap` or `client`
 * has to say.
 * @see docs/react.md
 */
export function HalyardProvider(props: HalyardProviderProps): ReactElement {
  return props.client ? createElement(ClientProvider, props) : createElement(OptionsProvider, props)
}

function OptionsProvider(props: OptionsProps): ReactElement {
  return useProvider(props, () => {
    const { options, initial, context = options?.context, signature = options?.signature } = props
    if (!options) throw new Error('<HalyardProvider> needs `client` or `options`')
    const make = (now = context, signed = signature): OwnClient =>
      createClient({ ...options, context: now, signature: signed }) as ReturnType<typeof createClient> & OwnClient
    const { bootstrap } = options
    return createStore(undefined, make, initial ?? (bootstrap && evaluateBootstrap(bootstrap, context)))
  })
}
