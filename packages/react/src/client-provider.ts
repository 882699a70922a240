import type { EvaluationContext } from '@halyard/browser'
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { createStore, type Store } from './store.ts'
import type { AnyClient, Evaluations, GivenClient } from './types.ts'

/** What a provider takes, whoever makes its client. */
export interface ProviderProps {
  /** Who is looking. Compared by content: the same attributes in a new object change nothing. */
  readonly context?: EvaluationContext | undefined
  /** For a signed client id: what `signTargetingKey` of `@halyard/node` made of the context's `targetingKey`. */
  readonly signature?: string | undefined
  /**
   * What the server served, as `all()` of any client had it. The page shows it until the client has something itself,
   * and hydrates with it.
   */
  readonly initial?: Evaluations | undefined
  readonly children?: ReactNode
}

/** A client that the app made, shares and closes. */
export interface ClientProps extends ProviderProps {
  readonly client: GivenClient
  readonly options?: undefined
}

/** How hooks find the provider above them. */
export const StoreContext: React.Context<Store | undefined> = createContext<Store | undefined>(undefined)

/** On a server there is no layout, and React 18 warns of whoever asks for it. */
const useCommitEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect

/**
 * Gives the components below it the flags of a client that the app made, whatever its mode. Beside `HalyardProvider` it
 * has no client of its own to make, and a page that uses only this one does not carry one.
 * @see docs/react.md
 */
export function ClientProvider(props: ClientProps): ReactElement {
  return useProvider(props, () => {
    const client = props.client as unknown as AnyClient
    if (props.context) client.identify(props.context, props.signature)
    return createStore(client, undefined, props.initial)
  })
}

/** @param makeStore - Called again when the client that was handed in is another one. */
export function useProvider(
  props: ProviderProps & { readonly client?: unknown },
  makeStore: () => Store,
): ReactElement {
  const store = useMemo(makeStore, [props.client])
  useEffect(() => store.attach(), [store])
  return createElement(StoreContext.Provider, { value: store }, useIdentified(store, props))
}

/**
 * Tells the client who is looking, and only then shows children that were made for them: nobody sees one visitor's name
 * beside another one's flags. Both happen before the browser paints.
 */
function useIdentified(store: Store, { context, signature, children }: ProviderProps): ReactNode {
  const wanted = `${textOf(context)} ${signature}`
  const [identified, setIdentified] = useState(wanted)
  const shown = useRef(children)
  useCommitEffect(() => {
    if (identified === wanted) shown.current = children
    else {
      store.identify(context ?? {}, signature)
      setIdentified(wanted)
    }
  })
  return identified === wanted ? children : shown.current
}

/** What can't be written down (a number too big, something in itself) is told apart by its key alone. */
function textOf(context: EvaluationContext | undefined): string {
  try {
    return JSON.stringify(context)
  } catch {
    return `${context?.targetingKey}`
  }
}
