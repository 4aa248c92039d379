import { skipVariable, urlVariable } from './servers/names.mjs'
import { isCi, startServers } from './servers.mjs'
import { browserPath } from './test-browser.mjs'

/** Global setup of the integration tests: every engine runs before the first test; workers inherit the variables. */
export default async () => {
  requireBrowser()
  const { urls, skipped, stop } = await startServers()
  for (const [name, url] of Object.entries(urls)) process.env[urlVariable(name)] = url
  for (const [name, reason] of Object.entries(skipped)) {
    process.env[skipVariable(name)] = reason
    console.warn(`skipping the tests that need ${name}: ${reason}`)
  }
  return stop
}

const requireBrowser = () => {
  if (browserPath()) return
  const advice =
    'no Chromium on this machine; to add it: apt-get install chromium, or name one in DAYBOOK_TEST_BROWSER'
  if (isCi()) throw new Error(advice)
  console.warn(`skipping the tests that need a browser: ${advice}`)
}
