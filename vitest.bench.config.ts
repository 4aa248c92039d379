import { defineConfig } from 'vitest/config'
import { sourceConditions } from './vitest.config.ts'

/** Performance, `pnpm bench`: measured on purpose and alone, never as part of the tests. */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    include: ['bench/**/*.bench.ts'],
    globalSetup: ['./scripts/vitest-servers.mjs'],
    fileParallelism: false,
    passWithNoTests: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
})
