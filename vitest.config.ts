import { defineConfig } from 'vitest/config'
import { PlainReporter } from './test/plain-reporter.mjs'

// Workspaces resolve each other's TypeScript sources, so unit tests need no build.
const resolve = { conditions: ['@halyard/source'] }
const ssr = { resolve: { conditions: ['@halyard/source'] } }

/** Tests that measure, or load the machine until it is busy: nothing else runs beside them. */
const ALONE = ['test/load/**', 'test/soak/**', 'test/chaos/server-heap.test.ts', 'test/chaos/server-clock.test.ts']

/** Two files side by side: most wait, for a time limit or a browser. */
const together = { maxWorkers: 2, sequence: { groupOrder: 0 } }
const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } }
const patient = { testTimeout: 60_000, hookTimeout: 60_000 }

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
          // For what would never end: a busy machine takes longer than the usual five seconds for a thousand requests.
          testTimeout: 20_000,
          ...together,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'cross',
          include: ['test/**/*.test.ts'],
          exclude: ['test/bench/**', '**/node_modules/**', ...ALONE],
          ...together,
          ...patient,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'alone',
          include: ALONE.map((path) => path.replace(/\*\*$/, '**/*.test.ts')),
          ...alone,
          ...patient,
        },
      },
    ],
  },
})
