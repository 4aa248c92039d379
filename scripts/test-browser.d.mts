import type { Browser } from 'playwright-core'

/**
 * The Chromium of this machine, or undefined where it has none:
 * `describe.skipIf(!browserPath())('…', () => { … })`.
 */
export declare const browserPath: () => string | undefined

/** A headless browser; close it in `afterAll`. Rejects where `browserPath` has nothing. */
export declare const launchBrowser: () => Promise<Browser>
