import { defineConfig } from 'vitest/config'
import CaptureReporter from './scripts/capture-reporter.mjs'
import ClosingLineReporter from './scripts/closing-line-reporter.mjs'
import ConformanceReporter from './scripts/conformance-reporter.mjs'

/** With this condition a package of ours resolves to its sources, so that no test needs a build. */
export const sourceConditions = ['daybook-source', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    reporters: ['default', new ConformanceReporter(), new CaptureReporter(), new ClosingLineReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'examples/*/src/**/*.test.ts', 'scripts/*.test.mjs'],
          // Properties are tried a hundred times each, also on a machine that is busy.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/src/**/*.test-d.ts'],
            tsconfig: './tsconfig.type-tests.json',
            // Errors of the sources themselves are the business of `pnpm check typecheck`.
            ignoreSourceErrors: true,
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [
            'packages/*/test/**/*.test.{ts,tsx}',
            'examples/*/test/**/*.test.ts',
            'scripts/test/*.test.mjs',
            'faults/test/*.test.ts',
          ],
          globalSetup: ['./scripts/vitest-servers.mjs'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      include: ['packages/*/src/**/*.{ts,tsx}'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts'],
    },
  },
})
