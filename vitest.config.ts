import { defineConfig } from 'vitest/config'

/** The groups of `npm test`, see scripts/test.mjs. */
const groups = {
  unit: '{core,server,components,experiments,scripts}/**/*.test.ts',
  contract: 'tests/contract/**/*.test.ts',
  integration: 'tests/integration/**/*.test.ts',
}

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: Object.entries(groups).map(([name, include]) => ({ extends: true, test: { name, include: [include] } })),
  },
})
