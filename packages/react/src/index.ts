'use client'

export { type ClientProps, ClientProvider, type ProviderProps } from './client-provider.ts'
export { createHooks, type Hooks, useClient, useFlag, useFlagDetails, useStatus } from './hooks.ts'
export { HalyardProvider, type HalyardProviderProps, type OptionsProps } from './provider.ts'
export type { Evaluations, Fallback, FlagClient, GivenClient, Value } from './types.ts'
