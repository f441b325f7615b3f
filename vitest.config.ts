import { defineConfig } from 'vitest/config'
import { retries } from './scripts/tally.mjs'

/** The groups of `npm test`, see scripts/test.mjs. They run one after the other. */
const groups = {
  unit: { include: '{app,bench,core,server,components,experiments,lessons,scripts}/**/*.test.ts' },
  // They wait more than they compute: two at once are well on two cores.
  contract: { include: 'tests/contract/**/*.test.ts', maxWorkers: 2 },
  // Whole runs, with clocks of their own: never two of these files at once.
  integration: { include: 'tests/integration/**/*.test.ts', maxWorkers: 1 },
  // `npm run test:engines`, see scripts/engines.mjs.
  engines: { include: 'tests/engines/**/*.test.ts', maxWorkers: 1 },
}

export default defineConfig({
  // The conditions of Node itself, which loads what is in node_modules. With Vite's `development` or `module`, packages
  // that ship a copy of their own for it (graphql) would be loaded twice.
  ssr: { resolve: { conditions: ['node', 'module-sync'] } },
  test: {
    pool: 'forks',
    reporters: ['default', './scripts/tally-reporter.mjs'],
    // How long to wait before calling it a hang, on a machine that others use as well: nothing is timed here.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // What passed only then is named at the end.
    retry: retries,
    projects: Object.entries(groups).map(([name, { include, ...rest }], groupOrder) => ({
      extends: true,
      test: { name, include: [include], sequence: { groupOrder }, ...rest },
    })),
  },
})
