/** What the test page embeds: OpenFeature as a site would, with every event that a handler heard. */
import { HalyardProvider, type ProviderOptions } from '@halyard/openfeature-web'
import { type Client, type EvaluationContext, OpenFeature, ProviderEvents } from '@openfeature/web-sdk'

export const app: Client = OpenFeature.getClient()
export const heard: { readonly event: string; readonly details: unknown; readonly user: unknown }[] = []

for (const event of Object.values(ProviderEvents)) {
  app.addHandler(event, (details) => {
    heard.push({ event: event.replace('PROVIDER_', ''), details, user: app.getStringValue('who', 'nobody') })
  })
}

/** Sets the provider. @returns the error's code and message, should it not get ready. */
export function visit(options: ProviderOptions, context: EvaluationContext): Promise<unknown> {
  return OpenFeature.setProviderAndWait(new HalyardProvider(options), context).catch(
    (error: { readonly code: unknown; readonly message: unknown }) => ({ code: error.code, message: error.message }),
  )
}

export { OpenFeature }
