'use client'

export { createTestClient, type TestClient, TestProvider, type TestProviderProps } from './test-client.ts'
