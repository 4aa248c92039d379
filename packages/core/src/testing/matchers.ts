import type { TestDaybook } from './create-test-daybook.ts'
import type { ExpectedEvent } from './expected-event.ts'

interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/**
 * Matchers for `expect.extend()` of vitest and jest: `expect(daybook).toHaveLogged('invoice.paid', { … })`. With
 * `node:test` use `daybook.assertLogged()`.
 */
export const daybookMatchers = {
  toHaveLogged(daybook: TestDaybook, action: string, expected?: ExpectedEvent): MatcherResult {
    return verdict(
      () => daybook.assertLogged(action, expected),
      () => daybook.assertNotLogged(action, expected),
    )
  },

  toHaveLoggedNothing(daybook: TestDaybook): MatcherResult {
    const { events } = daybook
    return {
      pass: events.length === 0,
      message: () =>
        `Expected ${events.length === 0 ? 'something' : 'nothing'} to have been logged, got ${events.map((event) => event.action).join(', ') || 'nothing'}.`,
    }
  },
}

function verdict(holds: () => unknown, holdsNot: () => unknown): MatcherResult {
  const failure = failureOf(holds)
  return failure === undefined
    ? { pass: true, message: () => failureOf(holdsNot) ?? '' }
    : { pass: false, message: () => failure }
}

function failureOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
