import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,server,components,experiments,scripts}/**/*.test.ts', 'tests/{contract,integration}/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
