/** What the test page embeds: OpenFeature over the published OFREP provider, with every event that a handler heard. */
import { OFREPWebProvider, type OFREPWebProviderOptions } from '@openfeature/ofrep-web-provider'
import { type Client, type EvaluationContext, OpenFeature, type Provider, ProviderEvents } from '@openfeature/web-sdk'

export const app: Client = OpenFeature.getClient()
export const heard: { readonly event: string; readonly flagsChanged: readonly string[] | undefined }[] = []
/** Streams that were opened, and what the server was asked, oldest first. */
export const traffic: string[] = []

for (const event of Object.values(ProviderEvents)) {
  app.addHandler(event, (details) => {
    const flagsChanged = details !== undefined && 'flagsChanged' in details ? details.flagsChanged : undefined
    heard.push({ event: event.replace('PROVIDER_', ''), flagsChanged: flagsChanged as readonly string[] | undefined })
  })
}

const RealEventSource = globalThis.EventSource
globalThis.EventSource = class extends RealEventSource {
  constructor(url: string | URL) {
    super(url)
    traffic.push('stream')
    this.addEventListener('message', ({ data }) => traffic.push(String(data)))
  }
}

/** Sets the provider. @returns the error's code, should it not get ready. */
export async function visit(
  options: Pick<OFREPWebProviderOptions, 'baseUrl' | 'pollInterval' | 'changeDetection'>,
  key: string,
  context: EvaluationContext,
): Promise<string | undefined> {
  await OpenFeature.setContext(context)
  const provider = new OFREPWebProvider({
    ...options,
    cacheMode: 'disabled',
    headers: [['X-API-Key', key]],
    fetchImplementation: async (input, init) => {
      const response = await fetch(input, init)
      traffic.push(`${response.status}`)
      return response
    },
  })
  // Its declarations are older than this compiler's strictness about properties that may be undefined.
  return OpenFeature.setProviderAndWait(provider as Provider).then(
    () => undefined,
    (error: { readonly code: string }) => error.code,
  )
}

export { OpenFeature }
