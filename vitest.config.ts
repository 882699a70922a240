import { defineConfig } from 'vitest/config'
import { PlainReporter } from './test/plain-reporter.mjs'

// Workspaces resolve each other's TypeScript sources, so unit tests need no build.
const resolve = { conditions: ['@halyard/source'] }
const ssr = { resolve: { conditions: ['@halyard/source'] } }

export default defineConfig({
  test: {
    reporters: [process.env.CI ? 'dot' : 'default', new PlainReporter()],
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{packages/*,sdk-node,sdk-browser,server}/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'cross',
          include: ['test/**/*.test.ts'],
          exclude: ['test/bench/**', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
