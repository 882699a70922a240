export { HalyardProvider, type ProviderOptions, type SharedClientOptions } from './provider.ts'
