import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { browserPath } from '../../../scripts/test-browser.mjs'

export { launchBrowser } from '../../../scripts/test-browser.mjs'

/** A test that drives a browser: skipped, with a word at the start of the run, where the machine has none. */
export const browserTest: ReturnType<typeof test.skipIf> = test.skipIf(!browserPath())

/**
 * Does `action` and resolves when the page it leads to has loaded. A click or tap resolves as soon as it is
 * dispatched, so whatever is read right after it can still come from the page that was left.
 */
export async function arriveBy(page: Page, action: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), action()])
}
