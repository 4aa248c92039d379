// The browser of integration tests: the machine's own Chromium, or the one DAYBOOK_TEST_BROWSER names.
import { findBinary } from './servers/find-binary.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

export const browserPath = () =>
  process.env.DAYBOOK_TEST_BROWSER || names.map((name) => findBinary(name)).find(Boolean)

/** Nothing but the pages under test: no sandbox (tests may run as root), no talk with the outside. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const launchBrowser = async () => {
  const executablePath = browserPath()
  if (!executablePath) {
    throw new Error(
      `no Chromium here (apt-get install chromium): skip the test with describe.skipIf(!browserPath())`,
    )
  }
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath, args: flags })
}
