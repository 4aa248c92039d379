import { defineConfig } from 'vitest/config'

/**
 * Performance, `pnpm bench`: measured on purpose and alone, never as part of the tests. What is measured is what is
 * published, as Node itself runs it: a test runner's way of importing makes our side slower, and not the others'.
 */
export default defineConfig({
  test: {
    include: ['bench/**/*.bench.ts'],
    globalSetup: ['./scripts/vitest-servers.mjs'],
    server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
    execArgv: ['--expose-gc'],
    fileParallelism: false,
    passWithNoTests: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
})
