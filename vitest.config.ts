import { defineConfig } from 'vitest/config'

// Workspaces resolve each other's TypeScript sources, so unit tests need no build.
const resolve = { conditions: ['source'] }
const ssr = { resolve: { conditions: ['source'] } }

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{packages/*,sdk-node,sdk-browser,server}/src/**/*.test.ts', 'scripts/**/*.test.ts'],
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
